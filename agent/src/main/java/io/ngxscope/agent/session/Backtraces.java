package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.watch.Backtracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What every worker is executing right now. */
public final class Backtraces {
  private Backtraces() {}

  /**
   * Takes the stacks of the workers one after the other, microseconds apart.
   *
   * @param pids workers, or masters that stand for all their workers
   * @param mayStop whether a running worker may be stopped for well under a millisecond
   * @param withArguments whether query strings are kept
   * @param withThreads whether the threads besides that of the event loop are shown too
   * @throws DiagnosticException if none of them can be read: the reason of the first
   */
  public static List<Backtrace> take(
      List<Pid> pids, boolean mayStop, boolean withArguments, boolean withThreads) {
    Backtracer tracer = new Backtracer(mayStop, withArguments);
    List<Backtrace> taken = new ArrayList<>();
    DiagnosticException first = null;
    for (Target target : TargetFinder.live().resolve(pids)) {
      try {
        Optional<Backtrace> loop = tracer.take(target);
        loop.ifPresent(taken::add);
        if (withThreads && loop.isPresent()) {
          taken.addAll(tracer.takeThreads(target, loop.get().target()));
        }
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

  /**
   * What a worker was executing when a core was made of it.
   *
   * @param core the file
   * @param withArguments whether query strings are kept
   * @param withThreads whether the threads besides that of the event loop are shown too
   * @throws DiagnosticException if it cannot be read
   */
  public static OfCore ofCore(CoreChoice core, boolean withArguments, boolean withThreads) {
    try (CoreSubject subject = CoreSubject.open(core.file(), core.sysroot())) {
      List<Backtrace> taken = new CoreBacktraces(subject, withArguments).take(withThreads);
      return new OfCore(taken, subject.process().doubts());
    }
  }

  /**
   * The stacks of a core.
   *
   * @param traces the one that died, or that of the event loop, first
   * @param notes what is missing, in words
   */
  public record OfCore(List<Backtrace> traces, List<String> notes) {
    /** Copies the lists. */
    public OfCore {
      traces = List.copyOf(traces);
      notes = List.copyOf(notes);
    }
  }
}
