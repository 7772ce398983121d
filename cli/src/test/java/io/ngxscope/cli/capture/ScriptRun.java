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

/** A run of a command that attaches a tracer; the test ends it by a signal. */
final class ScriptRun implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private final Running running;

  private ScriptRun(Running running) {
    this.running = running;
  }

  /** Starts it and waits until its probes are in place. */
  static ScriptRun start(long pid, String... words) {
    return starting(pid, words).awaitAttached();
  }

  /** Starts it. */
  static ScriptRun starting(long pid, String... words) {
    String[] common = {"-p", Long.toString(pid), "-d", "10m", "--json"};
    String[] all = Stream.of(words, common).flatMap(Stream::of).toArray(String[]::new);
    return new ScriptRun(Launcher.ofThisTree().start(all));
  }

  /** Waits until its probes are in place. */
  ScriptRun awaitAttached() {
    Await.until(
        PATIENCE,
        this::said,
        () -> running.stderrSoFar().contains("watching;") || !running.isAlive());
    return this;
  }

  /** Runs a command to its end. */
  static Outcome toEnd(String... words) {
    return Launcher.ofThisTree().run(PATIENCE, words);
  }

  private String said() {
    return new Outcome(-1, running.stdoutSoFar(), running.stderrSoFar()).describe();
  }

  String stdoutSoFar() {
    return running.stdoutSoFar();
  }

  /** The tracers that it has started. */
  List<ProcessHandle> tracers(String program) {
    return ProcessHandle.of(running.pid()).stream()
        .flatMap(ProcessHandle::children)
        .filter(p -> p.info().command().orElse("").endsWith("/" + program))
        .toList();
  }

  /** Waits until none of its tracers runs any more. */
  static void awaitGone(List<ProcessHandle> tracers) {
    Await.until(
        PATIENCE,
        () -> "tracers left: " + tracers,
        () -> tracers.stream().noneMatch(ScriptRun::isRunning));
  }

  /** A dead process that nobody has waited for is no running one. */
  private static boolean isRunning(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it by a signal. */
  Outcome end(String signal) {
    signal(signal);
    return running.await(PATIENCE);
  }

  /** Asks it to end. */
  void signal(String signal) {
    running.signal(signal);
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
