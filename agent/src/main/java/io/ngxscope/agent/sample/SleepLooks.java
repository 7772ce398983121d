package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.os.ProcSchedStat;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.os.SyscallText;
import io.ngxscope.agent.stack.StackSampler;
import io.ngxscope.agent.stack.WaitingThread;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.stack.WorkerStacks;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one worker's main thread from outside while it sleeps: its stacks stand still then. That
 * it is one sleep from beginning to end of a look is told by how often it got a processor. Looks
 * are made by one thread and asked for by another.
 */
final class SleepLooks implements LookedAt, AutoCloseable {
  private static final int MAX_LOOKS = 50_000;
  private static final int SCHEDSTAT_BYTES = 128;
  private static final int MAX_CALL = 1024;

  private final WorkerStacks worker;
  private final ProcFile schedstat;
  private final ProcFile syscall;
  private final Deque<Look> looks = new ArrayDeque<>();
  private long slices = -1;
  private boolean settled;
  private long torn;

  SleepLooks(WorkerStacks worker) throws ProcException {
    this.worker = worker;
    Pid pid = worker.target().pid();
    this.schedstat = ProcFile.open(pid, "schedstat", SCHEDSTAT_BYTES);
    this.syscall = ProcFile.open(pid, "syscall", ProcSyscall.MAX_BYTES);
  }

  /**
   * Looks once.
   *
   * @throws ProcException if the worker is gone
   */
  void look() throws ProcException {
    synchronized (worker) {
      long now = slices();
      if (settled && now == slices) {
        return; // still the sleep that was looked at
      }
      slices = now;
      settled = false;
      ProcSyscall call = ProcSyscall.parse(syscall.read());
      if (call instanceof ProcSyscall.Running) {
        return;
      }
      long nanos = System.nanoTime();
      if (WaitingThread.isForEvents(call)) {
        settle(new Look(nanos, null), call);
      } else {
        settle(new Look(nanos, see(call)), call);
      }
    }
  }

  private Seen see(ProcSyscall call) {
    StackSampler sampler = worker.sampler();
    StackSampler.Taken taken = sampler.copy(WaitingThread.registers(call), true);
    Work work = sampler.work(taken);
    Pid pid = worker.target().pid();
    StackSampler.Named named = sampler.nameWhole(taken, WaitingThread.kernelFrames(pid, call));
    boolean inCall =
        call instanceof ProcSyscall.Blocked b && b.number() >= 0 && b.number() < MAX_CALL;
    return new Seen(
        named.stack(),
        work.in(named.stack()),
        inCall ? SyscallTable.x86_64().name(((ProcSyscall.Blocked) call).number()) : "",
        inCall ? SyscallText.detail(pid, (ProcSyscall.Blocked) call) : "",
        named.complete());
  }

  /** Keeps a look if it was all of one sleep. */
  private void settle(Look look, ProcSyscall call) throws ProcException {
    settled = slices() == slices && call.equals(ProcSyscall.parse(syscall.read()));
    if (!settled) {
      torn += look.seen() == null ? 0 : 1;
      return;
    }
    if (looks.size() >= MAX_LOOKS) {
      looks.removeFirst();
    }
    looks.addLast(look);
  }

  private long slices() throws ProcException {
    return ProcSchedStat.parse(schedstat.read()).timeslices();
  }

  @Override
  public @Nullable Look during(long fromNanos, long toNanos) {
    synchronized (worker) {
      while (!looks.isEmpty() && looks.getFirst().nanos() < fromNanos) {
        looks.removeFirst();
      }
      boolean within = !looks.isEmpty() && looks.getFirst().nanos() <= toNanos;
      return within ? looks.removeFirst() : null;
    }
  }

  /** Looks in which the worker woke up, so that they were thrown away. */
  long torn() {
    synchronized (worker) {
      return torn;
    }
  }

  @Override
  public void close() {
    schedstat.close();
    syscall.close();
  }
}
