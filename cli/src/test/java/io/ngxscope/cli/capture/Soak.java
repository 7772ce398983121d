package io.ngxscope.cli.capture;

import io.ngxscope.agent.govern.Budget;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.session.Backtraces;
import io.ngxscope.agent.session.ScriptSession;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.samples.NginxSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Attaches and detaches probes again and again, several at once, while the worker does the harshest
 * that a sample can, and looks at what grows. Every second run is a governed one, which counts hits
 * first and so attaches twice.
 */
final class Soak {
  private static final int AT_ONCE = 3;
  private static final Duration RUN = Duration.ofMillis(150);

  private final NginxSample sample;
  private final List<ProbeSpec> probes = SoakProbes.all();
  private final AtomicInteger cycles = new AtomicInteger();
  private final AtomicLong rows = new AtomicLong();

  Soak(NginxSample sample) {
    this.sample = sample;
  }

  /**
   * What was there at a moment.
   *
   * @param workerKib memory of the worker
   * @param workerFiles its open files
   * @param ownKib our heap after a collection
   * @param ownFiles our open files
   * @param events lines of the kernel's lists of probes
   */
  record State(long workerKib, long workerFiles, long ownKib, long ownFiles, String events) {}

  int cycles() {
    return cycles.get();
  }

  long rows() {
    return rows.get();
  }

  /** Runs until so many times probes were attached and removed. */
  void run(int wanted) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      AtomicInteger next = new AtomicInteger();
      int end = cycles.get() + wanted;
      List<Callable<Void>> jobs = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        jobs.add(
            () -> {
              while (cycles.get() < end) {
                one(probes.get(next.getAndIncrement() % probes.size()));
              }
              return null;
            });
      }
      for (Future<Void> done : pool.invokeAll(jobs)) {
        done.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("a probe failed: " + e.getCause(), e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void one(ProbeSpec probe) throws InterruptedException {
    Pid worker = new Pid(sample.workers().get(0).intValue());
    ScriptSession session =
        new ScriptSession(
            probe, ProbeArguments.of(probe, List.of()), new Budget(100, true), listener());
    session.run(List.of(worker), RUN, () -> false);
    boolean counted = probe.source().stream().anyMatch(l -> l.text().startsWith("uprobe:"));
    cycles.addAndGet(counted ? 2 : 1);
    synchronized (this) { // ptrace is one thread's
      Backtraces.take(List.of(worker), true, false, false);
      cycles.incrementAndGet();
    }
  }

  private ScriptSession.Listener listener() {
    return new ScriptSession.Listener() {
      @Override
      public void attached(int workers) {}

      @Override
      public void row(Pid worker, Row row) {
        rows.incrementAndGet();
      }

      @Override
      public void ended(Pid worker) {}
    };
  }

  State state() throws IOException {
    System.gc();
    long worker = sample.workers().get(0);
    Runtime own = Runtime.getRuntime();
    return new State(
        resident(worker),
        count(Path.of("/proc/" + worker + "/fd")),
        (own.totalMemory() - own.freeMemory()) / 1024,
        count(Path.of("/proc/self/fd")),
        events("uprobe_events") + events("kprobe_events"));
  }

  private static String events(String file) throws IOException {
    Path list = Path.of("/sys/kernel/tracing", file);
    return Files.isReadable(list) ? Files.readString(list) : "";
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  private static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
