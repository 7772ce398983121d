package io.ngxscope.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A tool that runs beside us and whose output is taken while it comes: no shell, bounded memory.
 * The thread that reads its standard output is also the one that started it and lives as long as
 * it, so that {@code PR_SET_PDEATHSIG}, which looks at that very thread, means our own death.
 */
public final class StreamingProcess {
  private static final int CHUNK_BYTES = 64 << 10;
  private static final long DRAIN_MILLIS = 2_000;

  private final Output output;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final SynchronousQueue<Started> started = new SynchronousQueue<>();
  private volatile int exit = -1;

  /** Takes what the tool prints. The two streams come on two threads. */
  public interface Output {
    /** A part of standard output; the array is used again. */
    void stdout(byte[] bytes, int count);

    /** A part of standard error; the array is used again. */
    void stderr(byte[] bytes, int count);
  }

  /** What came of the start. */
  private sealed interface Started {
    record Runs(Process process) implements Started {}

    record Failed(IOException why) implements Started {}
  }

  private @Nullable Process process;

  private StreamingProcess(Output output) {
    this.output = output;
  }

  /**
   * Starts a tool.
   *
   * @param command the program, looked for on the PATH, and its arguments
   * @param environment added to ours
   * @param input what it reads from standard input
   * @throws IOException if it cannot be started: not installed, not executable …
   * @throws InterruptedException if we are told to stop
   */
  public static StreamingProcess start(
      List<String> command, Map<String, String> environment, String input, Output output)
      throws IOException, InterruptedException {
    StreamingProcess streaming = new StreamingProcess(output);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LC_ALL", "C"); // words that we can understand
    builder.environment().putAll(environment);
    Thread thread = new Thread(() -> streaming.live(builder, input), "tracer-stdout");
    thread.setDaemon(true);
    thread.start();
    Started result = streaming.started.take();
    if (result instanceof Started.Failed failed) {
      throw failed.why();
    }
    if (result instanceof Started.Runs runs) {
      streaming.process = runs.process();
    }
    return streaming;
  }

  private void live(ProcessBuilder builder, String input) {
    try {
      Process child;
      try {
        child = builder.start();
      } catch (IOException e) {
        started.put(new Started.Failed(e));
        return;
      }
      Thread errors = new Thread(() -> copy(child.getErrorStream(), false), "tracer-stderr");
      errors.setDaemon(true);
      errors.start();
      started.put(new Started.Runs(child));
      feed(child, input);
      copy(child.getInputStream(), true);
      errors.join(DRAIN_MILLIS);
      exit = child.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  /** A tool that ends before it has read everything says why on standard error. */
  private static void feed(Process child, String input) {
    try (OutputStream in = child.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      return;
    }
  }

  private void copy(InputStream from, boolean stdout) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (from) {
      for (int got = from.read(chunk); got >= 0; got = from.read(chunk)) {
        if (stdout) {
          output.stdout(chunk, got);
        } else {
          output.stderr(chunk, got);
        }
      }
    } catch (IOException e) {
      return; // killed: what came until then counts
    }
  }

  /** Its number; it leads a process group of its own if its command begins with {@code setsid}. */
  public long pid() {
    Process p = process;
    return p == null ? -1 : p.pid();
  }

  /** Whether it and its output have not ended yet. */
  public boolean isRunning() {
    return ended.getCount() > 0;
  }

  /**
   * Waits until it has ended and all of its output was taken.
   *
   * @return false if it has not after that time
   */
  public boolean await(long millis) throws InterruptedException {
    return ended.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Its exit status; -1 while it runs. */
  public int exit() {
    return exit;
  }

  /** Ends it at once. */
  public void kill() {
    Process p = process;
    if (p != null) {
      p.destroyForcibly();
    }
  }
}
