package io.ngxscope.agent.stack;

import io.ngxscope.agent.luajit.LuaStackReader.Copy;
import io.ngxscope.agent.luajit.LuaStackReader.Position;
import io.ngxscope.agent.luajit.RawLuaStack;
import io.ngxscope.agent.luajit.VmState;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.jna.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the stack of a worker in two steps: {@link #copy} reads what changes, in microseconds, also
 * while the worker is stopped; {@link #name} turns the copy into frames afterwards.
 */
public final class StackSampler {
  private final List<LuaSide> vms;
  private final NativeStacks natives;
  private final @Nullable RequestReader requests;
  private final @Nullable PhaseReader phases;

  StackSampler(
      List<LuaSide> vms,
      NativeStacks natives,
      @Nullable RequestReader requests,
      @Nullable PhaseReader phases) {
    this.vms = List.copyOf(vms);
    this.natives = natives;
    this.requests = requests;
    this.phases = phases;
  }

  /**
   * What was copied at one instant.
   *
   * @param lua the VM that was executing, or null
   * @param luaStack its stack, or null
   * @param nativeStack the C stack, or null if the registers are not known
   */
  public record Taken(
      @Nullable LuaSide lua, @Nullable Copy luaStack, NativeStacks.@Nullable Copy nativeStack) {}

  /**
   * Copies the stacks of a worker that waits in the kernel, or whose registers are not known
   * (null).
   */
  public Taken copy(@Nullable Registers registers, boolean inKernel) {
    NativeStacks.Copy c = registers == null ? null : natives.copy(registers, inKernel);
    AddressRange own = natives.range(registers); // a VM with frames elsewhere is another thread's
    for (LuaSide lua : vms) {
      Optional<VmState> state = lua.vm().state();
      if (state.isPresent() && state.get().inLua() && own.contains(state.get().cframe())) {
        return new Taken(
            lua, lua.stacks().copy(state.get(), position(lua, registers, inKernel)), c);
      }
    }
    return new Taken(null, null, c);
  }

  /**
   * Inside the interpreter, rdx holds the stack base and rbx the next instruction; elsewhere memory
   * has both.
   */
  private static Position position(LuaSide lua, @Nullable Registers r, boolean inKernel) {
    return r != null && !inKernel && lua.interpreter().contains(r.rip())
        ? new Position(r.rdx(), r.rbx())
        : Position.IN_MEMORY;
  }

  /** True if the worker's VM is still where it was when the copy was taken. */
  public boolean stillThere(Taken taken) {
    if (taken.lua() == null || taken.luaStack() == null) {
      return true;
    }
    VmState before = taken.luaStack().state();
    return taken.lua().vm().state().filter(before::sameStack).isPresent();
  }

  /**
   * Names what was copied.
   *
   * @param innermost frames of the kernel that come on top
   */
  public Stack name(Taken taken, List<Frame> innermost) {
    return nameWhole(taken, innermost).stack();
  }

  /**
   * A stack with names.
   *
   * @param stack its frames
   * @param complete true if its C stack was followed to the start of the thread
   */
  public record Named(Stack stack, boolean complete) {}

  /**
   * Names what was copied, and says whether that is all.
   *
   * @param innermost frames of the kernel that come on top
   */
  public Named nameWhole(Taken taken, List<Frame> innermost) {
    Copy copy = taken.luaStack();
    NativeStacks.Unwound unwound =
        taken.nativeStack() == null
            ? null
            : natives.unwind(taken.nativeStack(), copy == null ? null : copy.state());
    long tracePc = unwound == null ? 0 : unwound.tracePc();
    List<List<Frame>> lua =
        taken.lua() == null || copy == null
            ? List.of()
            : taken
                .lua()
                .frames()
                .name(
                    unwound == null
                        ? taken.lua().stacks().walkStale(copy)
                        : walk(taken.lua(), copy, tracePc));
    List<Frame> frames = new ArrayList<>(natives.merge(unwound, lua));
    frames.addAll(innermost);
    boolean complete = unwound != null && unwound.stack().end().isComplete();
    return new Named(new Stack(frames), complete);
  }

  /**
   * Registers can be between two instructions of the interpreter: what they give is checked by
   * walking.
   */
  private static RawLuaStack walk(LuaSide lua, Copy copy, long tracePc) {
    RawLuaStack stack = lua.stacks().walk(copy, tracePc);
    boolean fromMemory = copy.base() == copy.state().base();
    return stack.torn() && !fromMemory
        ? lua.stacks().walk(lua.stacks().copy(copy.state(), Position.IN_MEMORY))
        : stack;
  }

  /** Memory of the Lua VMs in bytes, as LuaJIT accounts it; 0 without. */
  public long gcBytes() {
    return vms.stream().flatMap(v -> v.vm().state().stream()).mapToLong(VmState::gcTotal).sum();
  }

  /** Reads beforehand what names of machine code need. */
  public void prepareNames() {
    natives.prepareNames();
  }

  /** Names without counting, only to have it done before. */
  public Stack rehearse(Taken taken) {
    return natives.uncounted(() -> name(taken, List.of()));
  }

  /**
   * For whom the worker works; to be asked before {@link #name}, since the request may soon be
   * over.
   */
  public Work work(Taken taken) {
    RequestReader reader = requests;
    if (reader == null) {
      return Work.NONE;
    }
    long pointer = taken.luaStack() == null ? 0 : taken.luaStack().state().exdata();
    Optional<Request> request = reader.read(pointer);
    if (reader.isRequest(pointer)) {
      Phase phase = phases == null ? Phase.UNKNOWN : phases.read(pointer);
      // A timer runs for a fake request without a path; what lies further out on the stack is not
      // its doing.
      Phase known = phase == Phase.UNKNOWN && request.isEmpty() ? Phase.TIMER : phase;
      return new Work(request.orElse(null), known);
    }
    if (request.isEmpty() && taken.nativeStack() != null) {
      NativeBytes stack = taken.nativeStack().stack();
      request = RequestSearch.onStack(stack.memory(), stack.address(), reader);
    }
    return new Work(request.orElse(null), Phase.UNKNOWN);
  }
}
