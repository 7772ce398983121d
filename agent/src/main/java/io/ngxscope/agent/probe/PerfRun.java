package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.MissingTool;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.os.CpuList;
import io.ngxscope.agent.os.StreamingProcess;
import io.ngxscope.agent.stream.ByteLines;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.stream.PerfPipe;
import io.ngxscope.agent.stream.TracerNotice;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One perf with one script on one worker. It makes no event of its own in the kernel, so that
 * nothing is left behind, however it ends.
 */
public final class PerfRun implements TracerRun {
  private static final int MAX_ERROR_LINE = 4096;

  /** Before 5.18 perf does not say when it begins, but it does so soon after it says on what. */
  private static final long SILENT_START_NANOS = 500_000_000L;

  private final ProbeSpec spec;
  private final Consumer<PerfEvent> sink;
  private final NoticeTally tally;
  private final PerfPipe pipe = new PerfPipe(new Decoded());
  private final ByteLines errors = new ByteLines(MAX_ERROR_LINE, new Complaints());
  private final long startNanos = System.nanoTime();
  private final CountDownLatch attached = new CountDownLatch(1);
  private final StreamingProcess process;
  private volatile long attachNanos;
  private volatile long detachNanos;
  private volatile long describedNanos;

  private PerfRun(ProbeSpec spec, String script, CpuList cpus, Consumer<PerfEvent> sink)
      throws IOException, InterruptedException {
    this.spec = spec;
    this.sink = sink;
    this.tally = new NoticeTally(spec.source());
    this.process = StreamingProcess.start(PerfCommand.words(cpus), Map.of(), script, new Streams());
  }

  /**
   * Starts.
   *
   * @param spec the script
   * @param script its text with everything filled in
   * @param cpus where the tracer may run
   * @param sink takes what it records, on the thread that reads it
   * @throws MissingTool if what it is started with is not installed
   */
  public static PerfRun start(ProbeSpec spec, String script, CpuList cpus, Consumer<PerfEvent> sink)
      throws InterruptedException {
    try {
      return new PerfRun(spec, script, cpus, sink);
    } catch (IOException e) {
      throw new MissingTool(
          "perf could not be started: " + e.getMessage(),
          "install the packages linux-perf and util-linux");
    }
  }

  private final class Streams implements StreamingProcess.Output {
    @Override
    public void stdout(byte[] bytes, int count) {
      synchronized (pipe) {
        pipe.add(bytes, count);
        if (describedNanos == 0 && pipe.isDescribed()) {
          describedNanos = System.nanoTime();
        }
      }
    }

    @Override
    public void stderr(byte[] bytes, int count) {
      errors.add(bytes, count);
    }
  }

  private final class Decoded implements PerfPipe.Sink {
    @Override
    public void begun() {
      begin();
    }

    @Override
    public void event(PerfEvent event) {
      if (event instanceof PerfEvent.Lost lost) {
        tally.add(new TracerNotice.LostEvents(lost.count()));
      } else if (event instanceof PerfEvent.Throttled) {
        tally.add(
            new TracerNotice.Failure(
                0,
                "the kernel sampled less often than asked for"
                    + " (kernel.perf_event_max_sample_rate)"));
      } else {
        sink.accept(event);
      }
    }
  }

  private final class Complaints implements ByteLines.Sink {
    @Override
    public void line(String text) {
      if (!text.isBlank()) {
        tally.add(new TracerNotice.Other(text));
      }
    }

    @Override
    public void tooLong(String head) {
      line(head);
    }
  }

  private void begin() {
    if (attachNanos == 0) {
      attachNanos = System.nanoTime();
      attached.countDown();
    }
  }

  @Override
  public void awaitAttached(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!attached.await(20, TimeUnit.MILLISECONDS)) {
      if (!process.isRunning()) {
        throw failed("ended before it began to record");
      }
      long described = describedNanos;
      if (described != 0 && System.nanoTime() - described > SILENT_START_NANOS) {
        begin();
      }
      if (System.nanoTime() - end > 0) {
        throw failed("did not begin to record within " + patience.toSeconds() + " s");
      }
    }
  }

  private ProbeFailed failed(String how) {
    ProbeHealth health = health();
    return new ProbeFailed(
        "perf "
            + how
            + (health.failures().isEmpty() ? "" : ": " + String.join("; ", health.failures())),
        "`ngxscope doctor` says what this machine allows; `ngxscope probes show "
            + spec.name()
            + " --rendered -p PID` prints what perf was given");
  }

  @Override
  public boolean isRunning() {
    return process.isRunning();
  }

  @Override
  public ProbeHealth health() {
    synchronized (pipe) {
      PerfPipe.Counts counts = pipe.counts();
      return new ProbeHealth(
          attachNanos != 0,
          attachNanos == 0 ? 0 : (attachNanos - startNanos) / 1000,
          detachNanos / 1000,
          counts.records(),
          tally.lost(),
          0,
          counts.malformed(),
          counts.broken() ? "not perf's format any more" : "",
          tally.warnings(),
          tally.failures(attachNanos == 0 || process.exit() > 0),
          process.exit());
    }
  }

  @Override
  public void close() {
    if (detachNanos == 0) {
      detachNanos = TracerEnd.of(process).nanos();
    }
  }
}
