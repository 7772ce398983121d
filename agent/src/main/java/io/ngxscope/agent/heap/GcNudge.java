package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.jna.MemoryWord;

/**
 * Makes a collector that rests begin its next cycle at the next allocation, as {@code lua_gc(L,
 * LUA_GCSTEP, 0)} does ({@code lj_api.c}): by a threshold that is reached already. It is the one
 * thing that ngxscope ever writes into a worker's heap, and only if it is asked to.
 */
public final class GcNudge {
  private final Pid pid;
  private final RemoteMemory memory;
  private final long global;
  private long nudges;

  /** Readies one VM. */
  public GcNudge(Pid pid, RemoteMemory memory, VmAddress vm) {
    this.pid = pid;
    this.memory = memory;
    this.global = vm.global();
  }

  /** Begins a cycle if none runs. */
  public void nudge() {
    byte[] state = new byte[1];
    boolean rests =
        memory.read(global + HeapLayout.G_STATE, state, 1) == 1 && state[0] == HeapLayout.GC_PAUSE;
    long total = memory.readLong(global + HeapLayout.G_TOTAL);
    if (rests
        && total > 0
        && total < memory.readLong(global + HeapLayout.G_THRESHOLD)
        && MemoryWord.write(pid, global + HeapLayout.G_THRESHOLD, total)) {
      nudges++;
    }
  }

  /** How often it was done. */
  public long nudges() {
    return nudges;
  }
}
