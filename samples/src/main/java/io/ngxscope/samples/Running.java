package io.ngxscope.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that a test has started and that does not outlive the test. Its output goes to files,
 * so that it never waits for a reader.
 */
public final class Running implements AutoCloseable {
  private final Process process;
  private final Path stdout;
  private final Path stderr;

  private Running(Process process, Path stdout, Path stderr) {
    this.process = process;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /**
   * Starts a program with an empty standard input.
   *
   * @param command the program and its arguments; no shell is involved
   * @param folder where it runs
   * @throws UncheckedIOException if it cannot be started
   */
  public static Running start(List<String> command, Path folder) {
    try {
      Path out = Files.createTempFile("ngxscope-it-", ".out");
      Path err = Files.createTempFile("ngxscope-it-", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /**
   * Starts a program and waits for its end.
   *
   * @throws IllegalStateException if it takes longer than {@code limit}; it is killed then
   */
  public static Outcome run(List<String> command, Path folder, Duration limit) {
    try (Running running = start(command, folder)) {
      return running.await(limit);
    }
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** True until it has ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to standard output so far. */
  public String stdoutSoFar() {
    return read(stdout);
  }

  /** What it has written to standard error so far. */
  public String stderrSoFar() {
    return read(stderr);
  }

  /**
   * Sends a signal.
   *
   * @param name without SIG, such as {@code INT}
   */
  public void signal(String name) {
    Signals.send(pid(), name);
  }

  /**
   * Waits for its end.
   *
   * @throws IllegalStateException if it still runs after {@code limit}; it is killed then, and the
   *     message holds what it has said
   */
  public Outcome await(Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Outcome(process.exitValue(), stdoutSoFar(), stderrSoFar());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String said = new Outcome(-1, stdoutSoFar(), stderrSoFar()).describe();
    process.destroyForcibly();
    throw new IllegalStateException("still running after " + limit + ": " + said);
  }

  /** Kills it if it still runs, and removes the files of its output. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      Files.deleteIfExists(stdout);
      Files.deleteIfExists(stderr);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
