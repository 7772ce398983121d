package io.ngxscope.agent.luajit;

import io.ngxscope.agent.luajit.LuaStackReader.Copy;
import io.ngxscope.agent.luajit.LuaStackReader.Position;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.OverlaidMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The Lua stack of a thread whose registers and C stack were copied a moment ago, while its Lua
 * stack can only be read now, and the VM runs on. What the copy says of the innermost function (its
 * bytecode position, the trace, the C function that it called) must fit to what is read: then its
 * callers are as they are now, and marked so. Else the function alone is told if a register or the
 * trace names it, or nothing. For one thread.
 */
public final class LateLua {
  private final OverlaidMemory memory;
  private final LuaVm vm;
  private final LuaStackReader stacks;
  private final TraceReader traces;
  private final ProtoFinder protos;

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
    this.protos = new ProtoFinder(vm);
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
    if (leaf instanceof Leaf.Trace t) {
      return inTrace(own.get(), now.get(), cframe, t);
    }
    Position position =
        leaf instanceof Leaf.Interpreter i ? new Position(i.base(), i.pc()) : Position.IN_MEMORY;
    Copy copy = stacks.copy(state(own.get(), -1, 0, cframe), position);
    RawLuaStack stack = stacks.walk(copy);
    if (!stack.torn() && !stack.frames().isEmpty()) {
      int proven = prove(copy, stack.frames().get(0), leaf);
      if (proven > 0) {
        return marked(stack, proven, own.get());
      }
    }
    return leaf instanceof Leaf.Interpreter i ? alone(i, own.get()) : Late.UNPROVEN;
  }

  /** The register tells the function, whatever has become of the stack. */
  private Late alone(Leaf.Interpreter leaf, VmState own) {
    OptionalLong proto = protos.of(leaf.pc());
    if (proto.isEmpty()) {
      return Late.UNPROVEN;
    }
    long code = proto.getAsLong() + vm.layout().proto().bytes();
    int position = (int) ((leaf.pc() - code) >> 2) - 1;
    return alone(
        List.of(
            new RawFrame.LuaFunction(0, proto.getAsLong(), position, Frame.LuaMode.INTERPRETED)),
        own);
  }

  private static Late alone(List<RawFrame> frames, VmState own) {
    return new Late(new RawLuaStack(frames, false, true), true, own.exdata());
  }

  private static VmState state(VmState own, int vmstate, long jitBase, long cframe) {
    return new VmState(
        own.thread(),
        vmstate,
        jitBase,
        0,
        own.base(),
        own.stack(),
        cframe,
        own.exdata(),
        own.exdata2());
  }

  /** The trace itself says which functions it runs; their callers are known if it still runs. */
  private Late inTrace(VmState own, VmState now, long cframe, Leaf.Trace leaf) {
    TraceReader.Traced traced = traces.at(leaf.pc(), now.vmstate()).orElse(null);
    if (traced == null) {
      return Late.UNPROVEN;
    }
    long code = traced.proto() + vm.layout().proto().bytes();
    List<RawFrame> frames =
        traces.frames(traced.number(), leaf.pc(), new TraceReader.Root(0, code)).orElse(List.of());
    if (frames.isEmpty()
        || !(frames.get(frames.size() - 1) instanceof RawFrame.LuaFunction root)
        || (root.position() >= 0 && !isInside(root))) {
      return Late.UNPROVEN;
    }
    if (now.thread() == own.thread() && now.inTrace()) {
      VmState state = state(own, now.vmstate(), now.jitBase(), cframe);
      RawLuaStack stack = stacks.walk(stacks.copy(state, Position.IN_MEMORY));
      boolean sameRoot =
          !stack.torn()
              && !stack.frames().isEmpty()
              && stack.frames().get(0) instanceof RawFrame.LuaFunction f
              && f.proto() == root.proto();
      if (sameRoot) {
        return marked(stack.withInnermost(frames), frames.size(), own);
      }
    }
    return alone(frames, own);
  }

  /** How many frames, from the innermost on, are certainly those that ran. */
  private int prove(Copy copy, RawFrame innermost, Leaf leaf) {
    if (innermost instanceof RawFrame.LuaFunction lua) {
      return isInside(lua) ? 1 : 0;
    }
    long at = copy.base() - Long.BYTES - copy.from();
    long link = at >= 0 && at <= copy.slots().limit() - 8 ? copy.slots().getLong((int) at) : 0;
    if (copy.pc() != 0 && link == copy.pc()) {
      return 2; // a built-in function that keeps its caller's next instruction
    }
    boolean called =
        leaf instanceof Leaf.Native c && c.function() != 0 && entry(innermost) == c.function();
    return called ? 1 : 0;
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

  private static Late marked(RawLuaStack stack, int proven, VmState own) {
    List<RawFrame> frames = new ArrayList<>(stack.frames());
    for (int i = proven; i < frames.size(); i++) {
      if (frames.get(i) instanceof RawFrame.LuaFunction f) {
        frames.set(
            i,
            new RawFrame.LuaFunction(f.function(), f.proto(), f.position(), Frame.LuaMode.LATER));
      }
    }
    return new Late(new RawLuaStack(frames, false, stack.truncated()), true, own.exdata());
  }
}
