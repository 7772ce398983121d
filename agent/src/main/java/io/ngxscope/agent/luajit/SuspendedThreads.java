package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads coroutines that do not run: those that yielded, and those that were never resumed. */
public final class SuspendedThreads {
  /** {@code lua_State.status}: {@code LUA_YIELD} of one that yielded, 0 also of a new one. */
  private static final int STATUS = 11;

  private static final int YIELDED = 1;

  /** The base of a thread in which nothing was called: two slots for itself ({@code LJ_FR2}). */
  private static final int FIRST_BASE = 16;

  /** {@code ngx_http_lua_co_ctx_t}: data, co, parent_co_ctx. */
  private static final int CONTEXT_CO = 8;

  private static final int CONTEXT_PARENT = 16;

  private final LuaVm vm;
  private final LuaStackReader stacks;
  private final RemoteMemory memory;

  /** Readies reading those of one VM. */
  public SuspendedThreads(LuaVm vm, LuaStackReader stacks) {
    this.vm = vm;
    this.stacks = stacks;
    this.memory = vm.memory();
  }

  /**
   * Reads one.
   *
   * @param thread a {@code lua_State} of this VM
   * @return empty if it is running, normal or dead, or no thread of this VM any more
   */
  public Optional<SuspendedThread> read(long thread) {
    Optional<VmState> state = vm.thread(thread);
    if (state.isEmpty() || state.get().cframe() != 0) {
      return Optional.empty();
    }
    VmState at = state.get();
    byte[] status = new byte[1];
    memory.read(thread + STATUS, status, 1);
    long top = memory.readLong(thread + HeapLayout.THREAD_TOP);
    if (status[0] == YIELDED) {
      return Optional.of(suspended(at, true, stacks.walkSuspended(at)));
    }
    boolean fresh = status[0] == 0 && at.base() == at.stack() + FIRST_BASE && top > at.base();
    return fresh ? first(at).map(f -> suspended(at, false, f)) : Optional.empty();
  }

  /** The function that a new coroutine will run lies at the bottom of its stack. */
  private Optional<RawLuaStack> first(VmState at) {
    long value = memory.readLong(at.base());
    if (Gc64.type(value) != Gc64.FUNCTION) {
      return Optional.empty();
    }
    return stacks.function(Gc64.pointer(value)).map(f -> new RawLuaStack(List.of(f), false, false));
  }

  private SuspendedThread suspended(VmState at, boolean started, RawLuaStack stack) {
    long context = at.exdata2();
    boolean own = Gc64.plausible(context) && memory.readLong(context + CONTEXT_CO) == at.thread();
    long parent = own ? memory.readLong(context + CONTEXT_PARENT) : 0;
    return new SuspendedThread(
        at.thread(),
        started,
        stack,
        at.exdata(),
        own ? context : 0,
        Gc64.plausible(parent) ? memory.readLong(parent + CONTEXT_CO) : 0,
        started && wraps(stack),
        Gc64.number(memory.readLong(at.base())),
        started ? callerArgument(at) : Double.NaN);
  }

  private boolean wraps(RawLuaStack stack) {
    return !stack.frames().isEmpty()
        && stack.frames().get(0) instanceof RawFrame.CFunction c
        && hasUpvalues(c.function())
        && Gc64.type(memory.readLong(c.function() + HeapLayout.FUNC_C_UPVALUES)) == Gc64.THREAD;
  }

  private boolean hasUpvalues(long function) {
    byte[] count = new byte[1];
    return memory.read(function + Gc64.FUNC_NUPVALUES, count, 1) == 1 && count[0] != 0;
  }

  private double callerArgument(VmState at) {
    long link = memory.readLong(at.base() - Long.BYTES);
    if ((link & 3) != LuaStackReader.LINK_LUA) {
      return Double.NaN;
    }
    ByteBuffer call = memory.read(link - 4, 4);
    if (!call.hasRemaining()) {
      return Double.NaN;
    }
    // A call instruction leaves its frame 2 + A slots above the caller's base.
    long base = at.base() - 16 - ((call.get(1) & 0xffL) << 3);
    return base > at.stack() ? Gc64.number(memory.readLong(base + Long.BYTES)) : Double.NaN;
  }
}
