package io.ngxscope.agent.luajit;

import io.ngxscope.agent.luajit.LuaStackReader.Copy;
import io.ngxscope.agent.luajit.LuaStackReader.Position;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.OverlaidMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Lua stack of a thread whose registers and C stack were copied a moment ago, while its Lua
 * stack can only be read now, and the VM runs on. What the copy says of the innermost function (its
 * bytecode position, the trace, the C function that it called) must fit to what is read, else
 * nothing is told. Its callers are as they are now, and marked so. For one thread.
 */
public final class LateLua {
  private final OverlaidMemory memory;
  private final LuaVm vm;
  private final LuaStackReader stacks;
  private final TraceReader traces;

  /**
   * Readies one VM.
   *
   * @param live the VM as it is now
   * @param memory that of the process, with the copied C stack laid over
   */
  public LateLua(LuaVm live, OverlaidMemory memory) {
    this.memory = memory;
    this.vm = live.through(memory);
    this.stacks = new LuaStackReader(vm);
    this.traces = new TraceReader(vm);
  }

  /** What the copy says of the place at which machine code left the innermost Lua function. */
  public sealed interface Leaf {
    /**
     * The interpreter itself ran.
     *
     * @param base the register that holds the stack base
     * @param pc the register that holds the next instruction
     */
    record Interpreter(long base, long pc) implements Leaf {}

    /**
     * A trace ran, or was left by a call into C.
     *
     * @param pc the machine instruction inside it
     */
    record Trace(long pc) implements Leaf {}

    /**
     * The interpreter had called C.
     *
     * @param function first instruction of that function, 0 if not known
     */
    record Native(long function) implements Leaf {}
  }

  /**
   * What was read.
   *
   * @param stack empty unless it is proven
   * @param proven whether the innermost function is certainly the one that ran
   * @param request OpenResty's request pointer of the coroutine, 0 without
   */
  public record Late(RawLuaStack stack, boolean proven, long request) {
    /** Nothing that could be told. */
    public static final Late UNPROVEN =
        new Late(new RawLuaStack(List.of(), false, false), false, 0);
  }

  /** How many frames, from the innermost on, are certainly those that ran; 0 if that is not. */
  private record Proof(int frames) {
    static final Proof NONE = new Proof(0);

    static Proof when(boolean proven) {
      return proven ? new Proof(1) : NONE;
    }
  }

  /** Whether a coroutine of this VM lies at an address. */
  public boolean isThread(long address) {
    return vm.thread(address).isPresent();
  }

  /**
   * Reads.
   *
   * @param cframe {@code L->cframe} as the copied stack has it
   * @param leaf how the innermost function was left
   */
  public Late read(long cframe, Leaf leaf) {
    long thread = memory.readLong(cframe + Gc64.CFRAME_L);
    Optional<VmState> own = vm.thread(thread);
    Optional<VmState> now = vm.state();
    if (own.isEmpty() || now.isEmpty()) {
      return Late.UNPROVEN;
    }
    boolean trace = leaf instanceof Leaf.Trace;
    if (trace && (now.get().thread() != thread || !now.get().inTrace())) {
      return Late.UNPROVEN;
    }
    VmState state = state(own.get(), trace ? now.get().vmstate() : -1, now.get(), cframe);
    Position position =
        leaf instanceof Leaf.Interpreter i ? new Position(i.base(), i.pc()) : Position.IN_MEMORY;
    Copy copy = stacks.copy(state, position);
    RawLuaStack stack = stacks.walk(copy);
    if (stack.torn() || stack.frames().isEmpty()) {
      return Late.UNPROVEN;
    }
    return leaf instanceof Leaf.Trace t
        ? inTrace(stack, state, t)
        : marked(stack, prove(copy, stack.frames().get(0), leaf), state);
  }

  private static VmState state(VmState own, int vmstate, VmState now, long cframe) {
    return new VmState(
        own.thread(),
        vmstate,
        vmstate < 0 ? 0 : now.jitBase(),
        0,
        own.base(),
        own.stack(),
        cframe,
        own.exdata(),
        own.exdata2());
  }

  /** The trace itself says which functions it runs, if it still is the one that runs. */
  private Late inTrace(RawLuaStack stack, VmState state, Leaf.Trace leaf) {
    if (!(stack.frames().get(0) instanceof RawFrame.LuaFunction root)) {
      return Late.UNPROVEN;
    }
    long code = root.proto() + vm.layout().proto().bytes();
    Optional<List<RawFrame>> frames =
        traces.frames(state.vmstate(), leaf.pc(), new TraceReader.Root(root.function(), code));
    boolean fits =
        frames.isPresent()
            && !frames.get().isEmpty()
            && frames.get().get(frames.get().size() - 1) instanceof RawFrame.LuaFunction last
            && (last.position() < 0 || isInside(last));
    return fits
        ? marked(stack.withInnermost(frames.get()), new Proof(frames.get().size()), state)
        : Late.UNPROVEN;
  }

  private Proof prove(Copy copy, RawFrame innermost, Leaf leaf) {
    if (innermost instanceof RawFrame.LuaFunction lua) {
      return Proof.when(isInside(lua));
    }
    long at = copy.base() - Long.BYTES - copy.from();
    long link = at >= 0 && at <= copy.slots().limit() - 8 ? copy.slots().getLong((int) at) : 0;
    if (copy.pc() != 0 && link == copy.pc()) {
      return new Proof(2); // a built-in function that keeps its caller's next instruction
    }
    return leaf instanceof Leaf.Native c
        ? Proof.when(c.function() != 0 && entry(innermost) == c.function())
        : Proof.NONE;
  }

  private long entry(RawFrame frame) {
    if (frame instanceof RawFrame.FastFunction fast) {
      return memory.readLong(fast.function() + Gc64.FUNC_C_ENTRY);
    }
    return frame instanceof RawFrame.CFunction c ? c.entry() : 0;
  }

  /** Whether the position that the copy tells lies in the function that is there now. */
  private boolean isInside(RawFrame.LuaFunction f) {
    return f.position() >= 0
        && f.position() < memory.readInt(f.proto() + vm.layout().proto().sizebc());
  }

  private static Late marked(RawLuaStack stack, Proof proof, VmState state) {
    if (proof.frames() == 0) {
      return Late.UNPROVEN;
    }
    List<RawFrame> frames = new ArrayList<>(stack.frames());
    for (int i = proof.frames(); i < frames.size(); i++) {
      if (frames.get(i) instanceof RawFrame.LuaFunction f) {
        frames.set(
            i,
            new RawFrame.LuaFunction(f.function(), f.proto(), f.position(), Frame.LuaMode.LATER));
      }
    }
    return new Late(new RawLuaStack(frames, false, stack.truncated()), true, state.exdata());
  }
}
