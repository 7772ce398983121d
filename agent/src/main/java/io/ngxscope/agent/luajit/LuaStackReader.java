package io.ngxscope.agent.luajit;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Walks the Lua stack of a VM ({@code lj_frame.h}, {@code LJ_FR2}: a frame is two slots, the
 * function and a link). From {@code base - 8} downwards each link tells its kind in the low bits: 0
 * a return address in bytecode, 1 C, 2 a continuation, 3 a vararg copy; with bit 2 set as well, a
 * protected call. Everything read is checked, since the VM runs on meanwhile.
 */
public final class LuaStackReader {
  /** Frames read at most; deeper stacks are cut and say so. */
  static final int MAX_FRAMES = 512;

  /** Bytes of Lua stack copied at once, from the innermost frame down. */
  private static final int MAX_STACK_BYTES = 1 << 17;

  /** Slots searched for an intact frame below a stale base. */
  private static final int MAX_STALE_SLOTS = 256;

  /** Coroutines within coroutines. */
  private static final int MAX_COROUTINES = 32;

  static final int LINK_LUA = 0;
  static final int LINK_C = 1;
  static final int LINK_CONTINUATION = 2;
  static final int LINK_VARARG = 3;
  static final int LINK_C_PROTECTED = 5;

  /** {@code LJ_CONT_FFI_CALLBACK}, in the place of a continuation's address. */
  static final long CONTINUATION_FFI_CALLBACK = 1;

  private final LuaVm vm;
  private final RemoteMemory memory;
  private final TraceReader traces;

  /** Readies walking the stacks of one VM. */
  public LuaStackReader(LuaVm vm) {
    this.vm = vm;
    this.memory = vm.memory();
    this.traces = new TraceReader(vm);
  }

  /**
   * Where the innermost function executes, if the registers of the thread say so.
   *
   * @param base Lua stack base, 0 to take {@code L->base}
   * @param pc next instruction, 0 to take what the interpreter saved in its C frame
   */
  public record Position(long base, long pc) {
    /** Nothing is known but what lies in memory: true after every call into C. */
    public static final Position IN_MEMORY = new Position(0, 0);
  }

  /**
   * The part of a Lua stack that changes while the VM runs, copied in one go so that a stopped
   * thread stands still for microseconds only. The rest (functions, prototypes, suspended
   * coroutines) is read afterwards.
   *
   * @param state the VM at that instant
   * @param base base of the innermost function
   * @param pc next instruction of the innermost function, 0 if not known
   * @param from address of the first slot copied
   * @param slots the copy; empty if it could not be read
   * @param callers the C frames of the interpreter at that instant
   */
  public record Copy(
      VmState state, long base, long pc, long from, ByteBuffer slots, InterpreterFrames callers) {
    Copy withBase(long other) {
      return new Copy(state, other, 0, from, slots, callers);
    }
  }

  /** Copies the stack of the executing coroutine. */
  public Copy copy(VmState state, Position position) {
    long base =
        state.inTrace() ? state.jitBase() : position.base() != 0 ? position.base() : state.base();
    long pc =
        state.inTrace()
            ? 0
            : position.pc() != 0 ? position.pc() : memory.readLong(state.cframe() + Gc64.CFRAME_PC);
    return copy(state, base, pc);
  }

  private Copy copy(VmState state, long base, long pc) {
    long size = base - (state.stack() + 8);
    InterpreterFrames callers = InterpreterFrames.read(memory, state.cframe());
    if (size < 0 || size > 1L << 26) {
      return new Copy(state, base, pc, base, ByteBuffer.allocate(0), callers);
    }
    int length = (int) Math.min(size, MAX_STACK_BYTES);
    return new Copy(state, base, pc, base - length, memory.read(base - length, length), callers);
  }

  /**
   * Walks a copied stack, with the functions that are inlined into the running trace.
   *
   * @param tracePc the machine instruction inside the trace, 0 if it is not known
   */
  public RawLuaStack walk(Copy copy, long tracePc) {
    RawLuaStack stack = walk(copy);
    VmState state = copy.state();
    if (tracePc == 0
        || !state.inTrace()
        || stack.frames().isEmpty()
        || !(stack.frames().get(0) instanceof RawFrame.LuaFunction entered)) {
      return stack;
    }
    TraceReader.Root root =
        new TraceReader.Root(entered.function(), entered.proto() + vm.layout().proto().bytes());
    return traces
        .frames(state.vmstate(), tracePc, root)
        .map(inlined -> stack.withInnermost(inlined))
        .orElse(stack);
  }

  /**
   * Walks the stack of a thread that runs on meanwhile, so that its {@code L->base} is as old as
   * its last call into C and the frames there may be overwritten: takes the innermost frame from
   * which every link leads to the bottom.
   *
   * @param copy with the base as memory has it
   */
  public RawLuaStack walkStale(Copy copy) {
    RawLuaStack first = walk(copy);
    long bottom = copy.state().stack() + 8;
    long base = copy.base();
    for (int i = 0; i < MAX_STALE_SLOTS && first.torn() && base > bottom; i++) {
      base -= 8;
      RawLuaStack stack = walk(copy.withBase(base));
      if (!stack.torn() && !stack.frames().isEmpty()) {
        return stack;
      }
    }
    return first;
  }

  /** Walks a copied stack through all coroutines that resumed it. */
  public RawLuaStack walk(Copy copy) {
    VmState state = copy.state();
    if (!state.inLua()) {
      return new RawLuaStack(List.of(), false, false);
    }
    Walk walk = new Walk();
    walk.coroutine(copy, state.inTrace());
    Set<Long> seen = new HashSet<>(List.of(state.thread()));
    Copy child = copy;
    for (int i = 0; i < MAX_COROUTINES && !walk.torn; i++) {
      Optional<VmState> parent = resumerOrParent(child);
      if (parent.isEmpty() || !seen.add(parent.get().thread())) {
        break;
      }
      walk.frames.add(new RawFrame.CoroutineBoundary());
      child = copy(parent.get(), parent.get().base(), 0);
      walk.coroutine(child, false);
    }
    return new RawLuaStack(walk.frames, walk.torn, walk.truncated);
  }

  /** Walks the stack of one coroutine that does not run, without those that resumed it. */
  RawLuaStack walkSuspended(VmState state) {
    Walk walk = new Walk();
    walk.coroutine(copy(state, state.base(), 0), false);
    return new RawLuaStack(walk.frames, walk.torn, walk.truncated);
  }

  private Optional<VmState> resumerOrParent(Copy child) {
    Optional<VmState> resumer = resumer(child.callers());
    return resumer.isPresent() ? resumer : parent(child.state());
  }

  /** The coroutine whose interpreter has called {@code lj_vm_resume}: its frame says which. */
  private Optional<VmState> resumer(InterpreterFrames callers) {
    long frame = callers.resumer();
    return frame == 0
        ? Optional.empty()
        : vm.thread(memory.readLong(frame + Gc64.CFRAME_L)).filter(l -> l.cframe() == frame);
  }

  /** ngx_lua keeps {data, co, parent} behind {@code exdata2} ({@code ngx_http_lua_co_ctx_t}). */
  private Optional<VmState> parent(VmState child) {
    ByteBuffer context = memory.read(child.exdata2(), 24);
    if (child.exdata2() == 0
        || !context.hasRemaining()
        || context.getLong(8) != child.thread()
        || context.getLong(16) == 0) {
      return Optional.empty();
    }
    return vm.thread(memory.readLong(context.getLong(16) + 8));
  }

  private final class Walk {
    final List<RawFrame> frames = new ArrayList<>();
    boolean torn;
    boolean truncated;

    void coroutine(Copy copy, boolean compiled) {
      long bottom = copy.state().stack() + 8;
      ByteBuffer slots = copy.slots();
      long from = copy.from();
      if (copy.base() != bottom && slots.limit() == 0) {
        torn = true;
        return;
      }
      long frame = copy.base() - 8;
      long pc = copy.pc();
      CallingFrames callers = new CallingFrames(copy.callers(), frames);
      while (frame > bottom) {
        if (frame - 8 < from || frames.size() >= MAX_FRAMES) {
          truncated = true;
          return;
        }
        callers.passFramelessCalls(frame - copy.state().stack());
        long link = slots.getLong((int) (frame - from));
        long function = Gc64.pointer(slots.getLong((int) (frame - 8 - from)));
        int kind = (int) (link & 7);
        if (kind != LINK_VARARG
            && function != copy.state().thread()
            && !add(function, pc, compiled)) {
          torn = true;
          return;
        }
        long delta;
        if ((link & 3) == LINK_LUA) { // bit 2 belongs to the address: instructions are 4 bytes long
          pc = link;
          delta = callDelta(link);
        } else {
          delta = link & ~7L;
          pc = below(slots, from, frame, kind, pc, callers);
        }
        if (delta <= 0 || delta > frame) {
          torn = true;
          return;
        }
        frame -= delta;
      }
    }

    /** The pc of the next frame further out, after a link that is not plain Lua. */
    private long below(
        ByteBuffer slots, long from, long frame, int kind, long pc, CallingFrames callers) {
      if (kind == LINK_CONTINUATION && frame - 24 >= from) {
        return slots.getLong((int) (frame - 24 - from)) == CONTINUATION_FFI_CALLBACK
            ? callers.next()
            : slots.getLong((int) (frame - 16 - from));
      }
      if (kind == LINK_C || kind == LINK_C_PROTECTED) {
        return callers.next();
      }
      return kind == LINK_VARARG ? pc : 0;
    }

    /** A call instruction leaves its frame {@code 2 + A} slots above the caller's base. */
    private long callDelta(long pc) {
      byte[] a = new byte[1];
      return memory.read(pc - 3, a, 1) == 1 ? 16L + ((a[0] & 0xffL) << 3) : -1;
    }

    private boolean add(long function, long pc, boolean compiled) {
      // Only the innermost function can be inside a trace; its callers were left by a call.
      boolean inTrace = compiled && frames.isEmpty();
      Optional<RawFrame> frame = frame(function, pc, inTrace);
      frame.ifPresent(frames::add);
      return frame.isPresent();
    }
  }

  /** A function that is not being executed. */
  Optional<RawFrame> function(long function) {
    return frame(function, 0, false);
  }

  private Optional<RawFrame> frame(long function, long pc, boolean inTrace) {
    ByteBuffer header =
        Gc64.plausible(function)
            ? memory.read(function, Gc64.FUNC_HEADER_BYTES)
            : ByteBuffer.allocate(0);
    if (!header.hasRemaining() || header.get(Gc64.GCT) != Gc64.FUNCTION) {
      return Optional.empty();
    }
    int ffid = header.get(Gc64.FUNC_FFID) & 0xff;
    if (ffid == 1) {
      return Optional.of(new RawFrame.CFunction(function, header.getLong(Gc64.FUNC_C_ENTRY)));
    }
    if (ffid > 1) {
      return Optional.of(new RawFrame.FastFunction(function, ffid));
    }
    long code = header.getLong(Gc64.FUNC_PC);
    return Optional.of(
        new RawFrame.LuaFunction(
            function,
            code - vm.layout().proto().bytes(),
            RawFrame.LuaFunction.position(pc, code),
            inTrace ? Frame.LuaMode.COMPILED : Frame.LuaMode.INTERPRETED));
  }
}
