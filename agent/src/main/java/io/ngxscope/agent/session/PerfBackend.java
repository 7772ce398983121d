package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.RunPair;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.PerfSampling;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.sample.SleepLooker;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Samples by perf, where BPF is not allowed: it copies registers and the C stack; Lua stacks, and
 * all stacks of sleeps, are read from outside.
 */
final class PerfBackend implements SampleBackend {
  /** Enough for four samples of a block that is as short as a threshold commonly is. */
  private static final long BLOCK_HERTZ = 249;

  private static final long MIN_TICK_NANOS = 250_000L;
  private static final long MAX_TICK_NANOS = 2_000_000L;

  private final Asked asked;
  private final KernelSymbols kernel;
  private final @Nullable ProbeLauncher cpu;
  private final @Nullable ProbeLauncher switches;
  private final @Nullable SleepLooker looker;
  private final List<PerfSampling> samplings = new ArrayList<>();

  /** What is asked. */
  private sealed interface Asked {
    record OnCpu() implements Asked {}

    record OffCpu(long minNanos) implements Asked {}

    record Loop(long afterNanos) implements Asked {}
  }

  private PerfBackend(Asked asked, KernelSymbols kernel, long hertz, String switches)
      throws InterruptedException {
    this.asked = asked;
    this.kernel = kernel;
    this.cpu = hertz > 0 ? launcher("perf-profile", List.of("hz=" + hertz)) : null;
    this.switches = switches.isEmpty() ? null : launcher(switches, List.of());
    this.looker = switches.isEmpty() ? null : new SleepLooker(tick(asked));
  }

  private static ProbeLauncher launcher(String script, List<String> arguments)
      throws InterruptedException {
    ProbeSpec spec = ProbeCatalog.shipped().open(script);
    return new ProbeLauncher(spec, ProbeArguments.of(spec, arguments));
  }

  /** Twice within the shortest sleep that counts. */
  private static long tick(Asked asked) {
    long least = asked instanceof Asked.OffCpu off ? off.minNanos() / 2 : MAX_TICK_NANOS / 2;
    return Math.max(MIN_TICK_NANOS, Math.min(least, MAX_TICK_NANOS));
  }

  /** Where processor time goes. */
  static PerfBackend onCpu(long hertz, KernelSymbols kernel) throws InterruptedException {
    return new PerfBackend(new Asked.OnCpu(), kernel, hertz, "");
  }

  /** Where workers sleep outside of their event loop. */
  static PerfBackend offCpu(long minNanos, KernelSymbols kernel) throws InterruptedException {
    return new PerfBackend(new Asked.OffCpu(minNanos), kernel, 0, "perf-offcpu");
  }

  /** What runs of the event loop do that are longer than so. */
  static PerfBackend loop(long afterNanos, KernelSymbols kernel) throws InterruptedException {
    return new PerfBackend(new Asked.Loop(afterNanos), kernel, BLOCK_HERTZ, "perf-loop");
  }

  @Override
  public TracerRun start(WorkerStacks worker, List<Pid> all, SampleStream.Listener listener)
      throws ProcException, InterruptedException {
    worker.sampler().prepareNames();
    PerfSampling sampling = sampling(worker, listener);
    samplings.add(sampling);
    return new SamplingRun(run(worker.target(), all, sampling), sampling);
  }

  private PerfSampling sampling(WorkerStacks worker, SampleStream.Listener listener)
      throws ProcException {
    if (looker == null) {
      return PerfSampling.onCpu(worker, kernel, listener);
    }
    return asked instanceof Asked.Loop l
        ? PerfSampling.loop(worker, kernel, looker, l.afterNanos(), listener)
        : PerfSampling.offCpu(worker, looker, ((Asked.OffCpu) asked).minNanos(), listener);
  }

  private TracerRun run(Target worker, List<Pid> all, PerfSampling sampling)
      throws InterruptedException {
    TracerRun loop = switches == null ? null : switches.record(worker, all, sampling.switches());
    TracerRun samples = cpu == null ? null : cpu.record(worker, all, sampling.cpu());
    if (loop != null && samples != null) {
      return new RunPair(loop, samples);
    }
    return loop != null ? loop : Objects.requireNonNull(samples);
  }

  @Override
  public List<String> notes() {
    return samplings.stream().flatMap(s -> s.notes().stream()).toList();
  }

  @Override
  public long dropped() {
    return samplings.stream().mapToLong(PerfSampling::dropped).sum();
  }

  @Override
  public void close() {
    if (looker != null) {
      looker.close();
    }
  }
}
