package io.ngxscope.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a tool to its end: no shell, no input, bounded time, bounded output. What it prints beyond
 * the bound is read and dropped, so that it never waits for us.
 */
public final class Subprocess {
  private static final int STDERR_TAIL_BYTES = 8 << 10;
  private static final long DRAIN_MILLIS = 1_000;

  private Subprocess() {}

  /** How a tool ended. */
  public sealed interface Result {}

  /**
   * It ended by itself.
   *
   * @param exit its exit status; 128 + N after signal N
   * @param stdout what it printed, up to the bound
   * @param cut whether it printed more than that
   * @param stderrTail the end of its complaints
   */
  public record Finished(int exit, String stdout, boolean cut, String stderrTail)
      implements Result {}

  /**
   * It took too long and was killed with all that it had started.
   *
   * @param stdout what it had printed until then, up to the bound
   * @param stderrTail the end of its complaints
   */
  public record TimedOut(String stdout, String stderrTail) implements Result {}

  /**
   * It could not be started.
   *
   * @param why in the system's words: not installed, not executable …
   */
  public record NotStarted(String why) implements Result {}

  /**
   * Runs a tool.
   *
   * @param command the program, looked for on the PATH, and its arguments
   * @param limit after which it is killed
   * @param maxStdoutBytes how much of its output is kept
   * @throws InterruptedException if we are told to stop; the tool is killed then
   */
  public static Result run(List<String> command, Duration limit, int maxStdoutBytes)
      throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("LC_ALL", "C"); // words that we can understand
    try {
      return await(builder.start(), limit, maxStdoutBytes);
    } catch (IOException e) {
      return new NotStarted(String.valueOf(e.getMessage()));
    }
  }

  private static Result await(Process process, Duration limit, int maxStdoutBytes)
      throws InterruptedException {
    Head stdout = new Head(maxStdoutBytes);
    Tail stderr = new Tail(STDERR_TAIL_BYTES);
    Thread reader = drain(process.getInputStream(), stdout, "stdout");
    Thread complaints = drain(process.getErrorStream(), stderr, "stderr");
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (!ended) {
        kill(process);
      }
    }
    process.waitFor(DRAIN_MILLIS, TimeUnit.MILLISECONDS); // a kill takes a moment
    // A background child of the tool may keep the pipes open: do not wait for it.
    reader.join(DRAIN_MILLIS);
    complaints.join(DRAIN_MILLIS);
    return ended
        ? new Finished(process.exitValue(), stdout.text(), stdout.isCut(), stderr.text())
        : new TimedOut(stdout.text(), stderr.text());
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static Thread drain(InputStream from, Sink to, String name) {
    Thread thread = new Thread(() -> copy(from, to), "subprocess-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void copy(InputStream from, Sink to) {
    byte[] chunk = new byte[8192];
    try (from) {
      for (int got = from.read(chunk); got >= 0; got = from.read(chunk)) {
        to.add(chunk, got);
      }
    } catch (IOException e) {
      to.end(); // killed: what came until then counts
    }
  }

  /** Keeps a part of a stream. Written by one thread, read by another. */
  private interface Sink {
    void add(byte[] bytes, int length);

    default void end() {}
  }

  /** The first bytes. */
  private static final class Head implements Sink {
    private final byte[] kept;
    private long seen;

    Head(int max) {
      kept = new byte[max];
    }

    @Override
    public synchronized void add(byte[] bytes, int length) {
      if (seen < kept.length) {
        System.arraycopy(bytes, 0, kept, (int) seen, (int) Math.min(length, kept.length - seen));
      }
      seen += length;
    }

    synchronized String text() {
      return new String(kept, 0, (int) Math.min(seen, kept.length), StandardCharsets.UTF_8);
    }

    synchronized boolean isCut() {
      return seen > kept.length;
    }
  }

  /** The last bytes. */
  private static final class Tail implements Sink {
    private final int max;
    private byte[] kept = new byte[0];

    Tail(int max) {
      this.max = max;
    }

    @Override
    public synchronized void add(byte[] bytes, int length) {
      byte[] all = new byte[kept.length + length];
      System.arraycopy(kept, 0, all, 0, kept.length);
      System.arraycopy(bytes, 0, all, kept.length, length);
      kept =
          all.length <= max ? all : java.util.Arrays.copyOfRange(all, all.length - max, all.length);
    }

    synchronized String text() {
      return new String(kept, StandardCharsets.UTF_8);
    }
  }
}
