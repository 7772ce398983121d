package io.ngxscope.agent.session;

import io.ngxscope.agent.govern.Budget;
import io.ngxscope.agent.govern.GovernedRun;
import io.ngxscope.agent.govern.Governor;
import io.ngxscope.agent.heap.AllocationLedger;
import io.ngxscope.agent.heap.AllocationSample;
import io.ngxscope.agent.model.Bill;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.MissingTool;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.ToolCheck;
import io.ngxscope.agent.sample.Observation;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.watch.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Every allocation of one worker, as far as the governor allows. */
final class ExactAllocations
    implements AllocationSource, GovernedRun.Events, SampleStream.Listener {
  /** The script that does it. */
  static final String SCRIPT = "alloc-exact";

  private static final int MAX_WAITING = 256;

  private final WallClock clock = new WallClock();
  private final LongSupplier cycles;
  private final SampleStream stream;
  private final AllocationLedger ledger = new AllocationLedger();
  private final Map<Long, Stack> waiting =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Stack> eldest) {
          return size() > MAX_WAITING;
        }
      };
  private final GovernedRun run;
  private @Nullable DiagnosticException failure;

  private ExactAllocations(Target target, Budget budget, Duration duration, LongSupplier cycles)
      throws ProcException, InterruptedException {
    this.cycles = cycles;
    this.stream =
        new SampleStream(
            new StackOpener(false, complete -> {}).open(target), KernelSymbols.read(), this);
    ProbeSpec spec = ProbeCatalog.shipped().open(SCRIPT);
    ProbeLauncher launcher = new ProbeLauncher(spec, ProbeArguments.of(spec, List.of()));
    Governor governor =
        new Governor(
            budget,
            ToolCheck.version("bpftrace")
                .orElseThrow(() -> new MissingTool("bpftrace is not installed", "install it")));
    this.run =
        governor.allow(
            target.key(), spec, launcher.render(target), duration, List.of(target.pid()), this);
  }

  /**
   * Asks the governor, and readies the run.
   *
   * @param duration of the capture
   * @param cycles of the collector until now
   * @throws DiagnosticException if it is too costly, or cannot be done here
   */
  static ExactAllocations attach(
      Target target, Budget budget, Duration duration, LongSupplier cycles) {
    try {
      return new ExactAllocations(target, budget, duration, cycles);
    } catch (ProcException e) {
      throw new NoTarget(
          "worker " + target.pid() + " ended meanwhile", "`ngxscope ps` lists the others");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DiagnosticException.ProbeFailed("interrupted while attaching", "try again");
    }
  }

  @Override
  public void tick() {
    try {
      if (!run.isOver()) {
        run.tick();
      }
    } catch (DiagnosticException e) {
      failure = e;
      run.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void row(Row row) {
    stream.row(row);
  }

  @Override
  public boolean raw(String line) {
    return stream.raw(line);
  }

  @Override
  public synchronized void attached() {
    // Rows of this burst may have come already: their keys stay, those of others do no harm.
  }

  @Override
  public synchronized void detached() {
    ledger.begin();
    waiting.clear();
  }

  @Override
  public synchronized void sampled(Observation seen) {
    waiting.put(seen.id(), LuaStacks.of(seen.stack()));
  }

  @Override
  public synchronized void event(StreamEvent event) {
    if (event instanceof StreamEvent.Site s) {
      Stack stack = waiting.remove(s.id());
      if (stack != null) {
        ledger.site(s.key(), stack);
      }
    } else if (event instanceof StreamEvent.Given g) {
      ledger.given(g.key(), g.old(), g.oldBytes(), g.newBytes(), g.now());
    } else if (event instanceof StreamEvent.Released r) {
      ledger.released(r.old(), r.bytes());
    } else if (event instanceof StreamEvent.Token t) {
      ledger.token(clock.micros(), cycles.getAsLong(), t.key(), t.object(), t.string());
    }
  }

  @Override
  public synchronized List<AllocationSample> samples() {
    return ledger.samples();
  }

  /** Scaled up from the bursts to the whole time. */
  @Override
  public synchronized long allocatedBytes() {
    double coverage = run.bill().coverage();
    return coverage <= 0 ? 0 : Math.round(ledger.allocatedBytes() / coverage);
  }

  @Override
  public synchronized List<String> notes() {
    List<String> notes = new ArrayList<>();
    Bill bill = run.bill();
    notes.add(
        String.format(
            Locale.ROOT,
            "exact probes: foretold %.1f percent of a processor, measured %.1f, allowed %.1f; %d"
                + " bursts, %.1f percent of the time, %,d hits%s",
            bill.predictedPercent(),
            bill.measuredPercent(),
            bill.allowedPercent(),
            bill.bursts(),
            100 * bill.coverage(),
            bill.hits(),
            bill.ended().isEmpty() ? "" : "; " + bill.ended()));
    AllocationLedger.Counts c = ledger.counts();
    notes.add(
        String.format(
            Locale.ROOT,
            "allocator: %,d new, %,d grown in place, %,d grown elsewhere, %,d released (%,d of what"
                + " was older); %,d KiB given, %,d KiB of that released",
            c.fresh(),
            c.inPlace(),
            c.moved(),
            c.released(),
            c.unknownReleases(),
            ledger.allocatedBytes() >> 10,
            ledger.freedBytes() >> 10));
    ProbeHealth health = run.health();
    if (health.lostEvents() > 0) {
      notes.add(health.lostEvents() + " lines were lost, the tracer's buffer was full");
    }
    if (failure != null) {
      notes.add("exact probes ended early: " + failure.getMessage());
    }
    return notes;
  }

  @Override
  public void close() {
    run.close();
  }
}
