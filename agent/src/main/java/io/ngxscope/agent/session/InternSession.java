package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.StringTableExaminer;
import io.ngxscope.agent.heap.StringTablePace;
import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.recording.InternRecording;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Looks at how one worker interns strings. One use, one thread. */
public final class InternSession {
  private static final long NAP_MILLIS = 10;
  private static final long PROGRESS_MICROS = 100_000;

  /** A table whose chains change while they are copied is copied so often. */
  private static final int TAKES = 4;

  /** Parts of the time in the exact gear, in percent. */
  private static final int SAMPLING = 30;

  private static final int COUNTING = 40;
  private static final int MEASURING = 30;

  private final InternPlan plan;
  private final Listener listener;
  private final List<String> notes = new ArrayList<>();
  private final List<Bill> bills = new ArrayList<>();
  private boolean stopped;

  /** Takes progress, on the session's thread; must be quick. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called about ten times a second.
     *
     * @param elapsedMicros since the start
     * @param samples stacks until now
     */
    void progress(long elapsedMicros, long samples);

    /** Something begins or has ended, in words. */
    default void phase(String what) {}
  }

  /** Readies looking. */
  public InternSession(InternPlan plan, Listener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * Looks.
   *
   * @param stop asked often; true ends it early, with everything found so far
   * @throws DiagnosticException if it cannot be done
   */
  public InternRecording run(BooleanSupplier stop) throws InterruptedException {
    CaptureInfo info = plan.info();
    Target target = HeapSession.largest(TargetFinder.live().resolve(plan.pids()), notes);
    LuaWorker worker = LuaWorker.of(target);
    StringTableExaminer examiner = new StringTableExaminer(worker.heap(), plan.options());
    StringTable first = plan.duration().isZero() ? null : examiner.take();
    StringTablePace pace = new StringTablePace(worker.heap());
    long start = now();
    InternShare share = null;
    InternCalls calls = null;
    if (plan.gear() == InternGear.WATCH) {
      follow(pace, start, stop, () -> 0);
    } else {
      try (InternSampling sampling = new InternSampling(plan, target)) {
        start = now();
        follow(pace, start, stop, sampling::take);
        share = sampling.finish(now() - start, notes);
        if (plan.gear() == InternGear.EXACT && !stopped) {
          InternBursts bursts = new InternBursts(plan, target, sampling.stacks(), listener::phase);
          calls = bursts.run(part(COUNTING), part(MEASURING), stop);
          bills.addAll(bursts.bills());
          pace.look(now());
        }
      }
    }
    StringTable table = last(examiner, first);
    return new InternRecording(
        info.startingAt(start),
        worker.target().info(worker.luajit()),
        table,
        pace.seen(),
        share,
        calls,
        bills,
        doubts(table, share),
        now(),
        !stopped);
  }

  private Duration part(int percent) {
    return plan.duration().multipliedBy(percent).dividedBy(100);
  }

  private void follow(StringTablePace pace, long start, BooleanSupplier stop, LongSupplier take)
      throws InterruptedException {
    Duration length = plan.gear() == InternGear.EXACT ? part(SAMPLING) : plan.duration();
    long end = start + length.toNanos() / 1000;
    long nextProgress = start;
    boolean alive = pace.look(start);
    while (alive && now() < end && !stopped) {
      TimeUnit.MILLISECONDS.sleep(NAP_MILLIS);
      long now = now();
      alive = pace.look(now);
      if (now >= nextProgress) {
        nextProgress = now + PROGRESS_MICROS;
        listener.progress(now - start, take.getAsLong());
      }
      stopped |= stop.getAsBoolean();
    }
    if (!alive) {
      notes.add("the worker ended " + (now() - start) / 1_000_000 + " s after the start");
    }
  }

  /** The table as it is now; if the worker is gone, as it was at first. */
  private static StringTable last(StringTableExaminer examiner, @Nullable StringTable first) {
    StringTable best = null;
    for (int i = 0; i < TAKES && (best == null || best.torn() > 0); i++) {
      try {
        StringTable next = examiner.take();
        best = best == null || next.torn() < best.torn() ? next : best;
      } catch (NoTarget e) {
        best = best == null ? first : best;
        if (best == null) {
          throw e;
        }
        return best;
      }
    }
    return Objects.requireNonNull(best);
  }

  private List<String> doubts(StringTable table, @Nullable InternShare share) {
    if (table.torn() > 0) {
      notes.add(
          "the worker changed "
              + table.torn()
              + " chains of strings while they were copied: the rest of each is missing");
    }
    if (share != null && share.samples() == 0) {
      notes.add(
          "no stack was sampled: the worker was idle; capture while there is traffic, or longer");
    }
    return notes;
  }

  private static long now() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
