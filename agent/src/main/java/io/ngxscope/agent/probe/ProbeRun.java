package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.MissingTool;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.os.StreamingProcess;
import io.ngxscope.agent.stream.BpftraceWords;
import io.ngxscope.agent.stream.ByteLines;
import io.ngxscope.agent.stream.LineProtocol;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.agent.stream.TracerNotice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One tracer with one script on one worker. Whatever happens to us, the tracer ends: by {@link
 * #close()} in good order, by the kernel if we are killed.
 */
public final class ProbeRun implements TracerRun {
  private static final int MAX_ERROR_LINE = 4096;
  private static final int SIGNALLED = 128;

  private final ProbeSpec spec;
  private final Sink sink;
  private final NoticeTally tally;
  private final LineProtocol protocol;
  private final ByteLines errors;
  private final long startNanos = System.nanoTime();
  private final CountDownLatch attached = new CountDownLatch(1);
  private final StreamingProcess process;
  private volatile long attachNanos;
  private volatile long detachNanos;
  private long undescribed;
  private String firstUndescribed = "";

  /** Takes what a script prints; called on the thread that reads it. */
  public interface Sink {
    /** An event that has the columns which the header promises. */
    void row(Row row);

    /**
     * A line in a form of bpftrace's own ({@link LineProtocol.Sink#raw}).
     *
     * @return false if it means nothing
     */
    default boolean raw(String line) {
      return false;
    }
  }

  private ProbeRun(ProbeSpec spec, String script, BpftraceCommand command, Sink sink)
      throws IOException, InterruptedException {
    this.spec = spec;
    this.sink = sink;
    this.tally = new NoticeTally(spec.source());
    this.protocol = new LineProtocol(new Decoded());
    this.errors = new ByteLines(MAX_ERROR_LINE, new Complaints());
    this.process =
        StreamingProcess.start(command.words(), command.environment(), script, new Streams());
  }

  /**
   * Starts.
   *
   * @param spec the script
   * @param script its text with everything filled in
   * @throws MissingTool if the tracer, or what it is started with, is not installed
   */
  public static ProbeRun start(ProbeSpec spec, String script, BpftraceCommand command, Sink sink)
      throws InterruptedException {
    try {
      return new ProbeRun(spec, script, command, sink);
    } catch (IOException e) {
      throw new MissingTool(
          "the tracer could not be started: " + e.getMessage(),
          "install the packages bpftrace and util-linux");
    }
  }

  private final class Streams implements StreamingProcess.Output {
    @Override
    public void stdout(byte[] bytes, int count) {
      synchronized (protocol) {
        protocol.add(bytes, count);
      }
    }

    @Override
    public void stderr(byte[] bytes, int count) {
      errors.add(bytes, count);
    }
  }

  private final class Decoded implements LineProtocol.Sink {
    @Override
    public void row(Row row) {
      if (spec.output(row.kind()).filter(o -> o.accepts(row)).isPresent()) {
        sink.row(row);
      } else {
        undescribed++;
        firstUndescribed =
            firstUndescribed.isEmpty()
                ? row.kind() + " " + String.join(" ", row.columns())
                : firstUndescribed;
      }
    }

    @Override
    public boolean raw(String line) {
      return sink.raw(line);
    }

    @Override
    public void notice(TracerNotice notice) {
      take(notice);
    }
  }

  private final class Complaints implements ByteLines.Sink {
    @Override
    public void line(String text) {
      if (!text.isBlank()) {
        take(BpftraceWords.onError(text));
      }
    }

    @Override
    public void tooLong(String head) {
      take(BpftraceWords.onError(head));
    }
  }

  private void take(TracerNotice notice) {
    if (notice instanceof TracerNotice.Attached && attachNanos == 0) {
      attachNanos = System.nanoTime();
      attached.countDown();
    }
    tally.add(notice);
  }

  @Override
  public void awaitAttached(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!attached.await(20, TimeUnit.MILLISECONDS)) {
      if (!process.isRunning()) {
        throw failed("ended before its probes were in place");
      }
      if (System.nanoTime() - end > 0) {
        throw failed("did not attach within " + patience.toSeconds() + " s");
      }
    }
  }

  private ProbeFailed failed(String how) {
    ProbeHealth health = health();
    List<String> words = health.failures().isEmpty() ? health.warnings() : health.failures();
    return new ProbeFailed(
        "bpftrace " + how + (words.isEmpty() ? "" : ": " + String.join("; ", words)),
        "`ngxscope doctor` says what this machine allows; `ngxscope probes show "
            + spec.name()
            + " --rendered -p PID` prints what bpftrace was given");
  }

  @Override
  public boolean isRunning() {
    return process.isRunning();
  }

  /** Number of the tracer, which leads a process group of its own. */
  public long tracer() {
    return process.pid();
  }

  @Override
  public ProbeHealth health() {
    synchronized (protocol) {
      LineProtocol.Counts counts = protocol.counts();
      return new ProbeHealth(
          attachNanos != 0,
          attachNanos == 0 ? 0 : (attachNanos - startNanos) / 1000,
          detachNanos / 1000,
          counts.rows() - undescribed,
          tally.lost(),
          tally.fullMaps(),
          counts.lost() + undescribed,
          counts.firstMalformed().isEmpty() ? firstUndescribed : counts.firstMalformed(),
          tally.warnings(),
          tally.failures(attachNanos == 0 || isOwnFailure(process.exit())),
          process.exit());
    }
  }

  /** Statuses above 128 are signals: of those it says nothing itself. */
  private static boolean isOwnFailure(int exit) {
    return exit > 0 && exit < SIGNALLED;
  }

  @Override
  public void close() {
    if (detachNanos != 0) {
      return;
    }
    TracerEnd.Ended ended = TracerEnd.of(process);
    if (ended.killed()) {
      tally.add(new TracerNotice.Failure(0, "it did not end when asked to, and was killed"));
    }
    detachNanos = ended.nanos();
    synchronized (protocol) {
      protocol.end();
    }
  }

  /** Kills the tracer, and with it its probes: for one that hangs. {@link #close()} it then. */
  public void abandon() {
    TracerEnd.kill(process);
  }
}
