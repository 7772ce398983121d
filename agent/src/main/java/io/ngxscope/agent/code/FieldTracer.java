package io.ngxscope.agent.code;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows a function's first argument through its instructions along every branch, and notes what
 * is loaded and stored through it. Whatever is not understood makes all registers unknown, so that
 * nothing is claimed wrongly.
 */
public final class FieldTracer {
  private static final int FIRST_ARGUMENT = 7; // rdi
  private static final int REGISTERS = 16;
  private static final int MAX_STEPS = 2000;
  private static final int MAX_PATH = 8;

  /** rax, rcx, rdx, rsi, rdi, r8 to r11: what a call may change. */
  private static final int[] CALLER_SAVED = {0, 1, 2, 6, 7, 8, 9, 10, 11};

  private final Map<Long, Instruction> code = new HashMap<>();
  private final List<FieldAccess> found = new ArrayList<>();
  private final Deque<State> open = new ArrayDeque<>();
  private final Set<Long> branches = new HashSet<>();

  /** Where execution stands, and to which path from the argument each register leads. */
  private static final class State {
    long at;
    final @Nullable List<FieldAccess.Step>[] registers;

    @SuppressWarnings("unchecked") // an array of a generic type
    State(long at) {
      this.at = at;
      this.registers = (@Nullable List<FieldAccess.Step>[]) new List<?>[REGISTERS];
    }

    State at(long other) {
      State copy = new State(other);
      System.arraycopy(registers, 0, copy.registers, 0, REGISTERS);
      return copy;
    }
  }

  private FieldTracer(FunctionCode function) {
    function.instructions().forEach(i -> code.put(i.address(), i));
    State start = new State(function.start());
    start.registers[FIRST_ARGUMENT] = List.of();
    open.push(start);
  }

  /** What a function loads and stores through its first argument, in the order of execution. */
  public static List<FieldAccess> trace(FunctionCode function) {
    FieldTracer tracer = new FieldTracer(function);
    int steps = 0;
    while (!tracer.open.isEmpty() && steps++ < MAX_STEPS) {
      tracer.step(tracer.open.pop());
    }
    return List.copyOf(tracer.found);
  }

  private void step(State state) {
    Instruction instruction = code.get(state.at);
    if (instruction == null
        || instruction instanceof Instruction.Return
        || instruction instanceof Instruction.IndirectJump
        || instruction instanceof Instruction.Invalid) {
      return;
    }
    if (instruction instanceof Instruction.Jump jump) {
      if (jump.conditional()) {
        open.push(state.at(instruction.next()));
      }
      if (branches.add(jump.address())) {
        open.push(state.at(jump.target()));
      }
      return;
    }
    apply(instruction, state);
    state.at = instruction.next();
    open.push(state);
  }

  private void apply(Instruction instruction, State state) {
    if (instruction instanceof Instruction.Load load) {
      List<FieldAccess.Step> path = path(load.from(), state);
      note(path, load.bytes(), false);
      state.registers[load.register()] = load.bytes() == 8 ? path : null;
    } else if (instruction instanceof Instruction.Store store) {
      note(path(store.to(), state), store.bytes(), true);
    } else if (instruction instanceof Instruction.StoreConstant store) {
      note(path(store.to(), state), store.bytes(), true);
    } else if (instruction instanceof Instruction.Move move) {
      state.registers[move.to()] = state.registers[move.from()];
    } else if (instruction instanceof Instruction.LoadConstant load) {
      state.registers[load.register()] = null;
    } else if (instruction instanceof Instruction.LoadAddress load) {
      state.registers[load.register()] = null;
    } else if (instruction instanceof Instruction.Call
        || instruction instanceof Instruction.IndirectCall) {
      for (int register : CALLER_SAVED) {
        state.registers[register] = null;
      }
    } else if (!(instruction instanceof Instruction.Nop
        || instruction instanceof Instruction.Push
        || instruction instanceof Instruction.Compare)) {
      Arrays.fill(state.registers, null);
    }
  }

  private static @Nullable List<FieldAccess.Step> path(MemoryOperand place, State state) {
    if (place.base() < 0 || place.base() >= REGISTERS) {
      return null;
    }
    List<FieldAccess.Step> base = state.registers[place.base()];
    if (base == null || base.size() >= MAX_PATH) {
      return null;
    }
    List<FieldAccess.Step> path = new ArrayList<>(base);
    path.add(new FieldAccess.Step(place.displacement(), place.index() != MemoryOperand.NONE));
    return List.copyOf(path);
  }

  private void note(@Nullable List<FieldAccess.Step> path, int bytes, boolean store) {
    if (path != null) {
      found.add(new FieldAccess(path, bytes, store));
    }
  }
}
