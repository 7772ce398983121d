package io.ngxscope.agent.watch;

import io.ngxscope.agent.luajit.VmState;
import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerThread;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.ProcTasks;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.os.SyscallText;
import io.ngxscope.agent.os.jna.Ptrace;
import io.ngxscope.agent.os.jna.Registers;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stack.StackSampler;
import io.ngxscope.agent.stack.WaitingThread;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes the stack of a worker once, right now, and those of its other threads. All calls must come
 * from one thread.
 */
public final class Backtracer {
  /** Reads that are torn by a running worker are tried again. */
  private static final int TRIES = 5;

  private final Ptrace ptrace = new Ptrace();
  private final WallClock clock = new WallClock();
  private final WorkerAttacher attacher;
  private final StackOpener threads;
  private final boolean mayStop;

  /**
   * Readies taking stacks.
   *
   * @param mayStop whether a running worker may be stopped for well under a millisecond
   * @param withArguments whether query strings are kept
   */
  public Backtracer(boolean mayStop, boolean withArguments) {
    this.attacher = new WorkerAttacher(withArguments, new WatchCounters());
    this.threads = new StackOpener(withArguments, complete -> {});
    this.mayStop = mayStop;
  }

  /**
   * One thread to be looked at.
   *
   * @param task its number; {@code /proc} has a folder for each thread as for a process ({@code
   *     proc(5)})
   * @param info whose it is
   * @param thread null for that of the event loop
   * @param sampler reads its stacks
   * @param syscall its {@code /proc/TID/syscall}
   * @param awayMicros how long the event loop has been left, in microseconds
   */
  private record Subject(
      Pid task,
      TargetInfo info,
      @Nullable WorkerThread thread,
      StackSampler sampler,
      ProcFile syscall,
      LongSupplier awayMicros) {}

  /**
   * Takes the stack of one worker: that of its event loop.
   *
   * @return what it does; empty if it ended meanwhile
   * @throws io.ngxscope.agent.model.DiagnosticException if it cannot be read
   */
  public Optional<Backtrace> take(Target target) {
    try (WatchedWorker worker = attacher.attach(target)) {
      LongSupplier away = () -> clock.micros() - worker.clock().unixMillis() * 1000;
      TargetInfo info = target.info(worker.luajit());
      return Optional.of(
          take(new Subject(target.pid(), info, null, worker.sampler(), worker.syscall(), away)));
    } catch (ProcException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes the stacks of all other threads of a worker: those of nginx's thread pools, each with the
   * Lua VM that it executes, and those of libraries.
   *
   * @param info the worker, as {@link #take} has found it
   * @return what they do, in the order of their numbers; threads that end meanwhile are left out
   * @throws io.ngxscope.agent.model.DiagnosticException if the worker cannot be read
   */
  public List<Backtrace> takeThreads(Target target, TargetInfo info) {
    List<Backtrace> taken = new ArrayList<>();
    try {
      List<WorkerThread> all = ProcTasks.besidesMain(target.pid());
      if (!all.isEmpty()) {
        StackSampler sampler = threads.openThreads(target);
        all.forEach(thread -> take(info, thread, sampler).ifPresent(taken::add));
      }
    } catch (ProcException e) {
      return taken; // it is gone
    }
    return taken;
  }

  private Optional<Backtrace> take(TargetInfo info, WorkerThread thread, StackSampler sampler) {
    Pid task = new Pid(thread.tid());
    try (ProcFile syscall = ProcFile.open(task, "syscall", ProcSyscall.MAX_BYTES)) {
      return Optional.of(take(new Subject(task, info, thread, sampler, syscall, () -> 0)));
    } catch (ProcException e) {
      return Optional.empty();
    }
  }

  private Backtrace take(Subject of) throws ProcException {
    for (int i = 0; i < TRIES; i++) {
      ProcSyscall before = ProcSyscall.parse(of.syscall().read());
      if (before instanceof ProcSyscall.Running) {
        return running(of);
      }
      StackSampler.Taken taken = of.sampler().copy(WaitingThread.registers(before), true);
      if (before.equals(ProcSyscall.parse(of.syscall().read()))) {
        return waiting(of, before, taken);
      }
    }
    return running(of);
  }

  private Backtrace waiting(Subject of, ProcSyscall at, StackSampler.Taken taken) {
    boolean idle = WaitingThread.isForEvents(at);
    String name = "";
    String call = "";
    if (at instanceof ProcSyscall.Blocked b) {
      name = SyscallTable.x86_64().name(b.number());
      String detail = SyscallText.detail(of.task(), b);
      call = detail.isEmpty() ? name : name + "(" + detail + ")";
    }
    String state =
        idle ? "waiting for events" : name.isEmpty() ? "in a page fault or stopped" : "in " + name;
    List<Frame> kernel = WaitingThread.kernelFrames(of.task(), at);
    return trace(of, state, call, idle, taken, kernel, 0);
  }

  private Backtrace running(Subject of) {
    List<StackSampler.Taken> taken = new ArrayList<>();
    long micros = 0;
    if (mayStop) {
      ptrace.rehearse();
      of.sampler().prepareNames();
      of.sampler().rehearse(of.sampler().copy(null, false));
      int tid = of.task().value();
      Ptrace.WhileStopped reader = r -> taken.add(copy(of, r));
      Ptrace.Stop stop = ptrace.stop(tid, reader);
      while (stop instanceof Ptrace.Stop.Pending) {
        stop = ptrace.finish(tid, reader, System.nanoTime());
      }
      micros = stop instanceof Ptrace.Stop.Done done ? done.nanos() / 1000 : 0;
    }
    if (taken.isEmpty()) {
      return trace(
          of,
          "running",
          "",
          false,
          of.sampler().copy(null, false),
          List.of(new Frame.Unknown(of.thread() == null ? WorkerWatch.NOT_STOPPED : "not stopped")),
          0);
    }
    return trace(of, "running", "", false, taken.get(0), List.of(), micros);
  }

  private static StackSampler.Taken copy(Subject of, Registers registers) {
    return of.sampler().copy(registers, false);
  }

  private static Backtrace trace(
      Subject of,
      String state,
      String call,
      boolean idle,
      StackSampler.Taken taken,
      List<Frame> innermost,
      long stopMicros) {
    Work work = of.sampler().work(taken);
    Stack stack = of.sampler().name(taken, innermost);
    Work in = of.thread() == null ? work.in(stack) : work;
    VmState vm = taken.luaStack() == null ? null : taken.luaStack().state();
    return new Backtrace(
        of.info(),
        of.thread(),
        state,
        call,
        idle ? 0 : Math.max(0, of.awayMicros().getAsLong()),
        vm == null ? "" : vm.description(),
        of.thread() == null ? of.sampler().gcBytes() : vm == null ? 0 : vm.gcTotal(),
        stack,
        in.request(),
        in.phase(),
        stopMicros);
  }
}
