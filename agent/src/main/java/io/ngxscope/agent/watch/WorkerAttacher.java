package io.ngxscope.agent.watch;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.target.Target;

/** Opens everything that looking at a worker needs; nothing in the worker changes by it. */
final class WorkerAttacher {
  private final StackOpener stacks;

  WorkerAttacher(boolean withArguments, WatchCounters counters) {
    this.stacks = new StackOpener(withArguments, counters::unwind);
  }

  /**
   * Attaches.
   *
   * @throws DiagnosticException if it is no nginx, if it cannot be read, or if its LuaJIT is not
   *     supported
   * @throws ProcException if it is gone
   */
  WatchedWorker attach(Target target) throws ProcException {
    WorkerStacks worker = stacks.open(target);
    return new WatchedWorker(
        target,
        worker.luajit(),
        worker.clock(),
        worker.globals().timerResolutionMillis(),
        ProcFile.open(target.pid(), "syscall", ProcSyscall.MAX_BYTES),
        ProcFile.open(target.pid(), "schedstat", 128),
        worker.sampler(),
        worker.vms(),
        worker.status());
  }
}
