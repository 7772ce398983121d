package io.ngxscope.agent.govern;

import io.ngxscope.agent.code.ProbeSites;
import io.ngxscope.agent.code.SiteCost;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CpuList;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.jna.NativeLoop;
import io.ngxscope.agent.os.jna.ProcessMemory;
import io.ngxscope.agent.probe.BpftraceCommand;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.ScriptValue;
import io.ngxscope.agent.probe.ToolVersion;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Measures what a hit of a uprobe costs here: two functions of the C library, one that begins with
 * a cheap instruction and one that begins with a dear one, are called some thousand times by
 * ourselves, with a probe and without.
 */
final class Calibration {
  /** They take a string or number, change nothing, and begin with a push. */
  private static final List<String> CHEAP = List.of("inet_network", "basename", "mblen");

  private static final List<String> DEAR = List.of("toupper", "tolower", "labs", "atoi");

  private static final int ROUNDS = 5;
  private static final int CHEAP_CALLS = 1_000;
  private static final int DEAR_CALLS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long COUNT_PATIENCE_MILLIS = 1_000;
  private static final Pid SELF = new Pid((int) ProcessHandle.current().pid());

  private final ToolVersion tracer;

  Calibration(ToolVersion tracer) {
    this.tracer = tracer;
  }

  private record Site(String function, ProbePoint point, int calls) {
    /** The shortest of some rounds, for each call, in nanoseconds. */
    double nanos() {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < ROUNDS; i++) {
        long took = NativeLoop.time(function, calls);
        best = took < 0 ? best : Math.min(best, took);
      }
      return (double) best / calls;
    }
  }

  /** Measures; assumes the worst if that cannot be done. */
  Tariff measure() throws InterruptedException {
    Optional<Site> cheap = find(CHEAP, SiteCost.EMULATED, CHEAP_CALLS);
    Optional<Site> dear = find(DEAR, SiteCost.STEPPED, DEAR_CALLS);
    if (cheap.isEmpty() || dear.isEmpty()) {
      return Tariff.ASSUMED;
    }
    try {
      Tariff tariff = measure(cheap.get(), dear.get());
      return tariff.isSane() ? tariff : Tariff.ASSUMED;
    } catch (DiagnosticException | IOException | ProcException e) {
      return Tariff.ASSUMED; // the real probes will say what is wrong
    }
  }

  private Tariff measure(Site cheap, Site dear)
      throws IOException, ProcException, InterruptedException {
    double cheapFree = cheap.nanos();
    double dearFree = dear.nanos();
    Hits calls = new Hits((long) CHEAP_CALLS * ROUNDS, (long) DEAR_CALLS * ROUNDS);
    List<ProbePoint> points = List.of(cheap.point(), dear.point());
    Meter.Limit limit =
        new Meter.Limit(PATIENCE.toMillis() * 2, new Hits(calls.emulated() * 4, calls.sum() * 4));
    ProbeSpec spec = Meter.alone(points, SELF, limit);
    String script =
        spec.source().stream().map(l -> l.text()).collect(Collectors.joining("\n", "", "\n"));
    BpftraceCommand command = BpftraceCommand.of(spec, SELF, CpuList.allowed(SELF), tracer);
    Meter meter = new Meter();
    try (ProbeRun run = ProbeRun.start(spec, script, command, meter::take)) {
      run.awaitAttached(PATIENCE);
      double cheapNanos = cheap.nanos() - cheapFree;
      double dearNanos = dear.nanos() - dearFree;
      return counted(meter, calls) ? new Tariff(cheapNanos, dearNanos, true) : Tariff.ASSUMED;
    }
  }

  /** Without the hits nothing was measured. */
  private static boolean counted(Meter meter, Hits calls) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(COUNT_PATIENCE_MILLIS);
    while (System.nanoTime() - end < 0) {
      Meter.Reading last = meter.last();
      if (last != null
          && last.hits().emulated() >= calls.emulated()
          && last.hits().stepped() >= calls.stepped()) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(Meter.TICK_MILLIS);
    }
    return false;
  }

  private static Optional<Site> find(List<String> functions, SiteCost cost, int calls) {
    try {
      ProcessImage self = ProcessImage.read(SELF, new ProcessMemory(SELF), new ElfCache());
      for (String function : functions) {
        for (LoadedModule module : self.modules()) {
          Optional<ProbePoint> point = point(module, function, cost);
          if (point.isPresent() && NativeLoop.time(function, calls) >= 0) {
            return Optional.of(new Site(function, point.get(), calls));
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<ProbePoint> point(LoadedModule module, String function, SiteCost cost) {
    ElfFile elf = module.elf();
    String path = module.path();
    if (elf == null || !module.name().startsWith("libc.") || !ScriptValue.FilePath.isSafe(path)) {
      return Optional.empty();
    }
    ElfSymbol symbol = elf.exportedSymbols().find(function);
    return Optional.ofNullable(symbol)
        .filter(ElfSymbol::isFunction)
        .filter(s -> ProbeSites.cost(elf, s.address()).filter(c -> c == cost).isPresent())
        .map(s -> new ProbePoint(path, s.address(), cost, false, s.address()));
  }
}
