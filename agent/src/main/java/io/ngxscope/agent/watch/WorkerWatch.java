package io.ngxscope.agent.watch;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.nginx.LoopClock;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.os.SyscallText;
import io.ngxscope.agent.os.jna.Ptrace;
import io.ngxscope.agent.os.jna.Registers;
import io.ngxscope.agent.stack.StackSampler;
import io.ngxscope.agent.stack.WaitingThread;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.watch.BlockBuilder.Call;
import io.ngxscope.agent.watch.BlockBuilder.Seen;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Looks at one worker once a tick. All calls come from the one thread that may stop it. */
final class WorkerWatch implements AutoCloseable {
  /** Marks the stack of a worker that ran and could not or must not be stopped. */
  static final String NOT_STOPPED = "as of the last C call, not stopped";

  private static final int REHEARSALS = 300;

  /** A thread that does not even stop for so long sleeps in the kernel and is not held up by us. */
  private static final long LET_GO_NANOS = 1_000_000_000L;

  private static final long LET_GO_NAP_NANOS = 50_000;

  private final WatchedWorker worker;
  private final WatchOptions options;
  private final WatchCounters counters;
  private final Ptrace ptrace;
  private final Ended iterations;
  private final LoopTracker tracker;
  private final StopPace pace = new StopPace();
  private @Nullable BlockBuilder builder;
  private @Nullable ProcSyscall last;
  private final CpuBill bill;
  private long busySinceMicros;
  private boolean ranAtBusy;
  private boolean metInBody;
  private long pendingSince;

  /** Takes the iterations that were seen to their end. */
  interface Ended {
    /** One took so long, and ended then; both in microseconds. */
    void ended(long endUnixMicros, long micros);
  }

  WorkerWatch(
      WatchedWorker worker,
      WatchOptions options,
      WatchCounters counters,
      Ptrace ptrace,
      Ended iterations) {
    this.worker = worker;
    this.options = options;
    this.counters = counters;
    this.ptrace = ptrace;
    this.iterations = iterations;
    this.tracker = new LoopTracker(options.probeAfterMicros(), worker.timerResolutionMillis() == 0);
    this.bill = new CpuBill(worker.schedstat());
  }

  /**
   * Takes the worker's stack a few times without stopping it, so that the code for it is loaded and
   * compiled before a worker stands still for it.
   */
  void rehearse() throws ProcException {
    worker.sampler().prepareNames();
    Registers registers = WaitingThread.registers(ProcSyscall.parse(worker.syscall().read()));
    for (int i = 0; i < REHEARSALS; i++) {
      StackSampler.Taken taken = worker.sampler().copy(registers, true);
      if (i % 10 == 0) {
        worker.sampler().work(taken);
        worker.sampler().rehearse(taken);
      }
    }
  }

  WatchedWorker worker() {
    return worker;
  }

  /** True if it is away from its event loop for longer than usual, or stands still for us. */
  boolean isAway() {
    return tracker.isBusy() || pendingSince != 0;
  }

  /** How long it is away from its event loop by now, in microseconds; 0 if it is not. */
  long awayMicros(long nowMicros) {
    return tracker.isBusy() ? Math.max(0, nowMicros - tracker.startMicros()) : 0;
  }

  /** What it does while it is away, so far; null if it is not away, or nothing was seen yet. */
  @Nullable Block current(long nowMicros) {
    BlockBuilder b = builder;
    Iteration running = tracker.close(nowMicros);
    if (b == null || running == null || (!metInBody && isStarved(running))) {
      return null;
    }
    long before = ranAtBusy ? busySinceMicros - running.startMicros() : 0;
    long onCpu = bill.onCpuMicros() + before;
    return b.copy().build(worker.target().key(), running, onCpu, true);
  }

  /**
   * Looks once.
   *
   * @param nowMicros microseconds since the epoch
   * @return a block that has just ended, or null
   * @throws ProcException if the worker is gone
   */
  @Nullable Block tick(long nowMicros) throws ProcException {
    if (pendingSince != 0) {
      // Nothing else: it may stand still from now on, and must not wait for names to be looked up.
      resumePendingStop(nowMicros);
      return null;
    }
    long stamp = worker.clock().unixMillis();
    if (stamp == LoopClock.UNREADABLE) {
      worker.syscall().read(); // says why: gone, or refused
      return null;
    }
    Iteration ended = tracker.clock(stamp, nowMicros);
    Block block = ended == null ? null : finish(ended, false);
    if (tracker.wantsProbe(nowMicros)) {
      ProcSyscall now = ProcSyscall.parse(worker.syscall().read());
      if (WaitingThread.isForEvents(now)) {
        ended = tracker.waiting(nowMicros);
        block = ended == null ? block : finish(ended, false);
      } else {
        tracker.busy(nowMicros);
        observe(now, nowMicros);
      }
    }
    return block;
  }

  private void observe(ProcSyscall now, long nowMicros) throws ProcException {
    if (builder == null) {
      builder = new BlockBuilder(tracker.startMicros());
      last = null;
      bill.begin();
      metInBody = false;
      busySinceMicros = nowMicros;
      ranAtBusy = now instanceof ProcSyscall.Running;
      pace.reset();
    }
    BlockBuilder b = builder;
    if (now instanceof ProcSyscall.Running) {
      observeRunning(b, nowMicros);
    } else if (now.equals(last)) {
      b.same(nowMicros); // the same call with the same stack pointer: nothing has moved
    } else {
      observeBlocked(b, now, nowMicros);
    }
  }

  private void observeBlocked(BlockBuilder b, ProcSyscall now, long nowMicros)
      throws ProcException {
    StackSampler.Taken taken = worker.sampler().copy(WaitingThread.registers(now), true);
    if (!now.equals(ProcSyscall.parse(worker.syscall().read()))
        || !worker.sampler().stillThere(taken)) {
      counters.torn();
      return; // it moved on meanwhile: the next tick sees what came of it
    }
    last = now;
    metInBody = true;
    Work work = worker.sampler().work(taken);
    Stack stack =
        worker.sampler().name(taken, WaitingThread.kernelFrames(worker.target().pid(), now));
    b.see(new Seen(Kind.OFF_CPU, stack, call(now), work.in(stack)), nowMicros);
  }

  private void observeRunning(BlockBuilder b, long nowMicros) {
    last = null;
    b.running(nowMicros);
    long age = nowMicros - tracker.startMicros();
    if (age < options.thresholdMicros() || !pace.due(nowMicros)) {
      return;
    }
    if (!options.mayStop()) {
      seeUnstopped(b, nowMicros);
      return;
    }
    AtStop at = new AtStop();
    Ptrace.Stop stop = ptrace.stop(pid(), at);
    if (stop instanceof Ptrace.Stop.Refused refused) {
      counters.note(
          "worker "
              + pid()
              + " could not be stopped ("
              + refused.why()
              + "): running Lua code is shown as of its last C call");
      seeUnstopped(b, nowMicros);
    } else {
      afterStop(stop, at, nowMicros);
    }
  }

  /** Goes on with a stop that has not come about yet. */
  private void resumePendingStop(long nowMicros) {
    AtStop at = new AtStop();
    afterStop(ptrace.finish(pid(), at, pendingSince), at, nowMicros);
  }

  /** True while it may stand still for us at any moment. */
  boolean isStopPending() {
    return pendingSince != 0;
  }

  /** What is copied while the worker stands still. */
  private final class AtStop implements Ptrace.WhileStopped {
    StackSampler.@Nullable Taken taken;
    private long stamp;

    @Override
    public void read(Registers registers) {
      taken = worker.sampler().copy(registers, false);
      stamp = worker.clock().unixMillis();
    }
  }

  private void afterStop(Ptrace.Stop stop, AtStop at, long nowMicros) {
    pendingSince = stop instanceof Ptrace.Stop.Pending ? System.nanoTime() : 0;
    if (stop instanceof Ptrace.Stop.Done done) {
      counters.stop(done.nanos() / 1000);
    }
    StackSampler.Taken taken = at.taken;
    if (taken == null || builder == null) {
      return;
    }
    if (tracker.isSameRun(at.stamp)) {
      see(builder, taken, List.of(), nowMicros);
    } else {
      counters.torn(); // it stopped too late: this is another run of the loop
    }
  }

  private void seeUnstopped(BlockBuilder b, long nowMicros) {
    see(b, worker.sampler().copy(null, false), List.of(new Frame.Unknown(NOT_STOPPED)), nowMicros);
  }

  private void see(
      BlockBuilder b, StackSampler.Taken taken, List<Frame> innermost, long nowMicros) {
    Work work = worker.sampler().work(taken);
    Stack stack = worker.sampler().name(taken, innermost);
    if (isBackInLoop(stack)) {
      return; // stopped too late: the block is over, and the next look will see it
    }
    metInBody |= taken.nativeStack() != null || taken.lua() != null;
    b.see(new Seen(Kind.ON_CPU, stack, null, work.in(stack)), nowMicros);
  }

  /** True if a running worker was met on its way into or out of {@code epoll_wait}. */
  private static boolean isBackInLoop(Stack stack) {
    List<Frame> frames = stack.frames();
    return !frames.isEmpty()
        && frames.get(frames.size() - 1) instanceof Frame.Native leaf
        && leaf.function() != null
        && leaf.function().startsWith("epoll_");
  }

  private int pid() {
    return worker.target().pid().value();
  }

  private @Nullable Call call(ProcSyscall now) {
    return now instanceof ProcSyscall.Blocked b
        ? new Call(
            SyscallTable.x86_64().name(b.number()), SyscallText.detail(worker.target().pid(), b))
        : null;
  }

  private @Nullable Block finish(Iteration iteration, boolean open) {
    BlockBuilder b = builder;
    builder = null;
    iterations.ended(iteration.endMicros(), iteration.micros());
    if (b == null || iteration.micros() < leastMicros(b)) {
      return null;
    }
    if (!metInBody && isStarved(iteration)) {
      counters.starved(iteration.micros());
      return null;
    }
    long before = ranAtBusy ? busySinceMicros - iteration.startMicros() : 0;
    return b.build(worker.target().key(), iteration, bill.onCpuMicros() + before, open);
  }

  /**
   * True if events were there, but no processor: a worker that was met nowhere outside of {@code
   * epoll_wait}, and hardly ran, had not even come out of it. Code that computes gets some share.
   */
  private boolean isStarved(Iteration iteration) {
    long starved = bill.starvedMicros();
    return starved > iteration.micros() / 2 && bill.onCpuMicros() < starved / 8;
  }

  /**
   * How long the clock must stand still for a block. With timer_resolution it moves once in a while
   * only: a busy loop cannot be told from a blocked one before the next time, but a call that waits
   * can.
   */
  private long leastMicros(BlockBuilder b) {
    return b.longestCallMicros() >= options.thresholdMicros()
        ? options.thresholdMicros()
        : options.thresholdMicros() + worker.timerResolutionMillis() * 1000;
  }

  /** Ends what is running, at the end of the capture or of the worker. */
  @Nullable Block end(long nowMicros) {
    Iteration running = tracker.close(nowMicros);
    return running == null ? null : finish(running, true);
  }

  @Override
  public void close() {
    letGo();
    worker.close();
  }

  /**
   * Ends a stop that is still pending: our thread lives on to write reports, and the kernel
   * detaches only when it ends.
   */
  private void letGo() {
    long giveUp = System.nanoTime() + LET_GO_NANOS;
    while (pendingSince != 0 && System.nanoTime() - giveUp < 0) {
      if (ptrace.finish(pid(), registers -> {}, pendingSince) instanceof Ptrace.Stop.Pending) {
        LockSupport.parkNanos(LET_GO_NAP_NANOS);
      } else {
        pendingSince = 0;
      }
    }
  }
}
