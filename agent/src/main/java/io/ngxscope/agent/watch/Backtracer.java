package io.ngxscope.agent.watch;

import io.ngxscope.agent.luajit.VmState;
import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.os.SyscallText;
import io.ngxscope.agent.os.jna.Ptrace;
import io.ngxscope.agent.os.jna.Registers;
import io.ngxscope.agent.stack.StackSampler;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes the stack of a worker once, right now. All calls must come from one thread. */
public final class Backtracer {
  /** Reads that are torn by a running worker are tried again. */
  private static final int TRIES = 5;

  private final Ptrace ptrace = new Ptrace();
  private final WallClock clock = new WallClock();
  private final WorkerAttacher attacher;
  private final boolean mayStop;

  /**
   * Readies taking stacks.
   *
   * @param mayStop whether a running worker may be stopped for well under a millisecond
   * @param withArguments whether query strings are kept
   */
  public Backtracer(boolean mayStop, boolean withArguments) {
    this.attacher = new WorkerAttacher(withArguments, new WatchCounters());
    this.mayStop = mayStop;
  }

  /**
   * Takes the stack of one worker.
   *
   * @return what it does; empty if it ended meanwhile
   * @throws io.ngxscope.agent.model.DiagnosticException if it cannot be read
   */
  public Optional<Backtrace> take(Target target) {
    try (WatchedWorker worker = attacher.attach(target)) {
      for (int i = 0; i < TRIES; i++) {
        ProcSyscall before = ProcSyscall.parse(worker.syscall().read());
        if (before instanceof ProcSyscall.Running) {
          return Optional.of(running(worker));
        }
        StackSampler.Taken taken = worker.sampler().copy(WorkerWatch.registers(before), true);
        if (before.equals(ProcSyscall.parse(worker.syscall().read()))) {
          return Optional.of(waiting(worker, before, taken));
        }
      }
      return Optional.of(running(worker));
    } catch (ProcException e) {
      return Optional.empty();
    }
  }

  private Backtrace waiting(WatchedWorker worker, ProcSyscall at, StackSampler.Taken taken) {
    boolean idle = WorkerWatch.isWaiting(at);
    String name = "";
    String call = "";
    if (at instanceof ProcSyscall.Blocked b) {
      name = SyscallTable.x86_64().name(b.number());
      String detail = SyscallText.detail(worker.target().pid(), b);
      call = detail.isEmpty() ? name : name + "(" + detail + ")";
    }
    String state =
        idle ? "waiting for events" : name.isEmpty() ? "in a page fault or stopped" : "in " + name;
    List<Frame> kernel = WorkerWatch.kernelFrames(worker.target().pid(), at);
    return trace(worker, state, call, idle, taken, kernel, 0);
  }

  private Backtrace running(WatchedWorker worker) {
    List<StackSampler.Taken> taken = new ArrayList<>();
    long micros = 0;
    if (mayStop) {
      ptrace.rehearse();
      worker.sampler().prepareNames();
      worker.sampler().rehearse(worker.sampler().copy(null, false));
      int tid = worker.target().pid().value();
      Ptrace.WhileStopped reader = r -> taken.add(copy(worker, r));
      Ptrace.Stop stop = ptrace.stop(tid, reader);
      while (stop instanceof Ptrace.Stop.Pending) {
        stop = ptrace.finish(tid, reader, System.nanoTime());
      }
      micros = stop instanceof Ptrace.Stop.Done done ? done.nanos() / 1000 : 0;
    }
    if (taken.isEmpty()) {
      return trace(
          worker,
          "running",
          "",
          false,
          worker.sampler().copy(null, false),
          List.of(new Frame.Unknown(WorkerWatch.NOT_STOPPED)),
          0);
    }
    return trace(worker, "running", "", false, taken.get(0), List.of(), micros);
  }

  private static StackSampler.Taken copy(WatchedWorker worker, Registers registers) {
    return worker.sampler().copy(registers, false);
  }

  private Backtrace trace(
      WatchedWorker worker,
      String state,
      String call,
      boolean idle,
      StackSampler.Taken taken,
      List<Frame> innermost,
      long stopMicros) {
    Work work = worker.sampler().work(taken);
    Stack stack = worker.sampler().name(taken, innermost);
    Work in = work.in(stack);
    VmState vm = taken.luaStack() == null ? null : taken.luaStack().state();
    long away = clock.micros() - worker.clock().unixMillis() * 1000;
    return new Backtrace(
        worker.target().info(worker.luajit()),
        state,
        call,
        idle ? 0 : Math.max(0, away),
        vm == null ? "" : vm.description(),
        worker.sampler().gcBytes(),
        stack,
        in.request(),
        in.phase(),
        stopMicros);
  }
}
