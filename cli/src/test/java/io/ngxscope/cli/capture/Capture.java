package io.ngxscope.cli.capture;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One run of {@code ngxscope block --json}. It is started with a duration that no test waits for;
 * the test ends it by SIGINT when it has what it wants.
 */
final class Capture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Running running;

  private Capture(Running running) {
    this.running = running;
  }

  /** Starts watching a worker, or all workers of a master. */
  static Capture start(long pid, String... options) {
    return start(Launcher.ofThisTree(), pid, options);
  }

  static Capture start(Launcher launcher, long pid, String... options) {
    String[] common = {"block", "-p", Long.toString(pid), "-d", "10m", "--json"};
    String[] all = Stream.of(common, options).flatMap(Stream::of).toArray(String[]::new);
    return new Capture(launcher.start(all));
  }

  /** Waits until all these workers are being looked at. */
  Capture awaitWatching(List<Long> workers) {
    Await.until(PATIENCE, this::said, () -> workers.stream().allMatch(this::hasOpened));
    Await.until(PATIENCE, this::said, () -> running.stderrSoFar().contains("watching;"));
    return this;
  }

  /** Waits until the probes are in place. */
  Capture awaitProbes() {
    Await.until(
        PATIENCE,
        this::said,
        () -> !running.isAlive() || running.stderrSoFar().contains("watching;"));
    return this;
  }

  /** A watcher keeps the file open that says what its worker waits for. */
  private boolean hasOpened(long worker) {
    if (!running.isAlive()) {
      throw new IllegalStateException("it has ended already: " + said());
    }
    Path wanted = Path.of("/proc/" + worker + "/syscall");
    return list("fd").stream().anyMatch(fd -> wanted.equals(target(fd)));
  }

  private List<Path> list(String folder) {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + running.pid(), folder))) {
      return entries.toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link; // closed meanwhile
    }
  }

  private String said() {
    return new Outcome(-1, running.stdoutSoFar(), running.stderrSoFar()).describe();
  }

  /** Ends it as Ctrl-C does. */
  CaptureResult interrupt() {
    return CaptureResult.of(end("INT"));
  }

  /** Ends it by a signal. */
  Outcome end(String signal) {
    running.signal(signal);
    return running.await(PATIENCE);
  }

  /** Waits until it ends by itself. */
  Outcome await() {
    return running.await(PATIENCE);
  }

  @Override
  public void close() {
    running.close();
  }
}
