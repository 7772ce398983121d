package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.AllocationSample;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.sample.Observation;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.watch.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Samples the allocations of one worker by a script in the kernel. */
final class AllocationTrace implements AllocationSource, SampleStream.Listener {
  /** The script that does it. */
  static final String SCRIPT = "alloc";

  private static final Duration ATTACH_PATIENCE = Duration.ofSeconds(30);

  /** Quarter of an hour at 99 Hz. */
  private static final int MAX_SAMPLES = 100_000;

  private static final int MAX_WAITING = 256;

  private final WallClock clock = new WallClock();
  private final LongSupplier cycles;
  private final Map<Long, Observation> waiting =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Observation> eldest) {
          return size() > MAX_WAITING;
        }
      };
  private final List<AllocationSample> samples = new ArrayList<>();
  private final ProbeRun run;
  private long dropped;
  private long broken;
  private long steps;
  private long allocated;

  private AllocationTrace(
      Target target, ProbeLauncher launcher, KernelSymbols kernel, LongSupplier cycles)
      throws ProcException, InterruptedException {
    this.cycles = cycles;
    SampleStream stream =
        new SampleStream(new StackOpener(false, complete -> {}).open(target), kernel, this);
    this.run = launcher.start(target, launcher.render(target), List.of(target.pid()), stream);
  }

  /**
   * Attaches to a worker.
   *
   * @param cycles of its collector until now
   * @throws DiagnosticException if that cannot be done here
   */
  static AllocationTrace attach(Target target, LongSupplier cycles) {
    try {
      ProbeSpec spec = ProbeCatalog.shipped().open(SCRIPT);
      ProbeLauncher launcher = new ProbeLauncher(spec, ProbeArguments.of(spec, List.of()));
      AllocationTrace trace = new AllocationTrace(target, launcher, KernelSymbols.read(), cycles);
      trace.await();
      return trace;
    } catch (ProcException e) {
      throw new NoTarget(
          "worker " + target.pid() + " ended meanwhile", "`ngxscope ps` lists the others");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DiagnosticException.ProbeFailed("interrupted while attaching", "try again");
    }
  }

  private void await() throws InterruptedException {
    try {
      run.awaitAttached(ATTACH_PATIENCE);
    } catch (DiagnosticException | InterruptedException e) {
      run.close();
      throw e;
    }
  }

  @Override
  public synchronized void sampled(Observation seen) {
    waiting.put(seen.id(), seen);
  }

  @Override
  public synchronized void event(StreamEvent event) {
    if (event instanceof StreamEvent.Allocated a) {
      Observation seen = waiting.remove(a.id());
      if (seen == null) {
        broken++;
      } else if (samples.size() >= MAX_SAMPLES) {
        dropped++;
      } else {
        samples.add(
            new AllocationSample(
                clock.micros(seen.nanos()),
                cycles.getAsLong(),
                a.bytes(),
                LuaStacks.of(seen.stack()),
                a.object(),
                a.string()));
      }
    } else if (event instanceof StreamEvent.Steps s) {
      steps += s.steps();
      allocated += s.cycleBytes() + s.pauseBytes();
    }
  }

  @Override
  public synchronized List<AllocationSample> samples() {
    return List.copyOf(samples);
  }

  @Override
  public synchronized long allocatedBytes() {
    return allocated;
  }

  @Override
  public synchronized List<String> notes() {
    ProbeHealth health = run.health();
    List<String> notes = new ArrayList<>();
    notes.add(
        String.format(
            java.util.Locale.ROOT,
            "%,d stacks of allocations were sampled at %,d steps of the collector; probes in place"
                + " after %d ms, removed within %d ms",
            samples.size(),
            steps,
            health.attachMicros() / 1000,
            health.detachMicros() / 1000));
    count(notes, health.lostEvents(), "lines were lost, the tracer's buffer was full");
    count(notes, health.malformed(), "lines of the tracer could not be understood");
    count(notes, broken, "samples came without their stack");
    count(notes, dropped, "samples more than are kept were taken");
    health.failures().forEach(f -> notes.add("bpftrace: " + f));
    return notes;
  }

  private static void count(List<String> notes, long count, String what) {
    if (count > 0) {
      notes.add(count + " " + what);
    }
  }

  @Override
  public void close() {
    run.close();
  }
}
