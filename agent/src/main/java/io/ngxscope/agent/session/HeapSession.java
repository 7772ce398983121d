package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.HeapExaminer;
import io.ngxscope.agent.heap.HeapSnapshot;
import io.ngxscope.agent.heap.Sightings;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStatus;
import io.ngxscope.agent.recording.HeapRecording;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Looks at the Lua heap of one worker. */
public final class HeapSession {
  private final HeapPlan plan;
  private final List<String> notes = new ArrayList<>();

  /** Readies looking. */
  public HeapSession(HeapPlan plan) {
    this.plan = plan;
  }

  /**
   * Looks.
   *
   * @throws DiagnosticException if it cannot be done
   */
  public HeapRecording run() {
    return look(Subject.live(largest(TargetFinder.live().resolve(plan.pids()), notes)));
  }

  /**
   * Looks into a core file.
   *
   * @throws DiagnosticException if it cannot be done
   */
  public HeapRecording core(CoreChoice core) {
    try (CoreSubject subject = CoreSubject.open(core.file(), core.sysroot())) {
      try {
        return look(subject.subject());
      } catch (DiagnosticException e) {
        throw subject.because(e);
      }
    }
  }

  private HeapRecording look(Subject subject) {
    CaptureInfo info = plan.info();
    notes.addAll(subject.notes());
    LuaWorker worker = LuaWorker.of(subject);
    HeapSnapshot snapshot =
        new HeapExaminer(worker.heap(), plan.options())
            .take(worker.zones().read(), true, new Sightings());
    notes.addAll(doubts(snapshot.census()));
    return new HeapRecording(
        info.startingAt(snapshot.unixMicros()),
        worker.target().info(worker.luajit()),
        snapshot.census(),
        snapshot.paths(),
        notes,
        ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
  }

  /** Of several workers the one that has most memory: where there is a leak, it shows there. */
  static Target largest(List<Target> workers, List<String> notes) {
    Target largest =
        workers.stream().max(Comparator.comparingLong(HeapSession::resident)).orElseThrow();
    if (workers.size() > 1) {
      notes.add(
          "of "
              + workers.size()
              + " workers this is the one with most memory; -p "
              + largest.pid()
              + " names it, and each of the others can be asked for alike");
    }
    return largest;
  }

  private static long resident(Target target) {
    try {
      return ProcStatus.read(target.pid()).residentBytes();
    } catch (ProcException e) {
      return 0;
    }
  }

  private static List<String> doubts(HeapCensus census) {
    List<String> doubts = new ArrayList<>();
    HeapCensus.Consistency c = census.consistency();
    if (c.tornLinks() > 0) {
      doubts.add(
          "the worker changed its lists while they were copied ("
              + c.tornLinks()
              + " places): what only they lead to may be missing; --pause takes an exact snapshot");
    }
    long unaccounted = census.totalBytes() - census.objectBytes();
    if (unaccounted < -census.totalBytes() / 20 || unaccounted > census.totalBytes() / 5) {
      doubts.add(
          "the objects found do not add up to what LuaJIT has counted: "
              + census.objectBytes()
              + " of "
              + census.totalBytes()
              + " bytes");
    }
    return doubts;
  }
}
