package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.watch.Backtracer;
import java.util.ArrayList;
import java.util.List;

/** What every worker is executing right now. */
public final class Backtraces {
  private Backtraces() {}

  /**
   * Takes the stacks of the workers one after the other, microseconds apart.
   *
   * @param pids workers, or masters that stand for all their workers
   * @param mayStop whether a running worker may be stopped for well under a millisecond
   * @param withArguments whether query strings are kept
   * @throws DiagnosticException if none of them can be read: the reason of the first
   */
  public static List<Backtrace> take(List<Pid> pids, boolean mayStop, boolean withArguments) {
    Backtracer tracer = new Backtracer(mayStop, withArguments);
    List<Backtrace> taken = new ArrayList<>();
    DiagnosticException first = null;
    for (Target target : TargetFinder.live().resolve(pids)) {
      try {
        tracer.take(target).ifPresent(taken::add);
      } catch (DiagnosticException e) {
        first = first == null ? e : first;
      }
    }
    if (taken.isEmpty()) {
      throw first != null
          ? first
          : new DiagnosticException.NoTarget("every worker ended meanwhile", "try again");
    }
    return taken;
  }
}
