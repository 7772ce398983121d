package io.ngxscope.agent.inspect;

import io.ngxscope.agent.luajit.LuaValues;
import io.ngxscope.agent.model.DiagnosticException.MissingTool;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.StreamingProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Watches calls of a function of one process for a while, by one uprobe. */
public final class ArgumentProbe {
  private static final long NAP_MILLIS = 20;
  private static final long END_MILLIS = 3_000;
  private static final int MAX_COMPLAINTS = 4_000;

  private final Pid pid;
  private final CallCollector collector;
  private final StringBuilder complaints = new StringBuilder();

  /**
   * Readies watching.
   *
   * @param lua reads Lua objects, or null
   * @param calls how many calls are wanted
   */
  public ArgumentProbe(Pid pid, @Nullable LuaValues lua, int calls) {
    this.pid = pid;
    this.collector = new CallCollector(new ArgumentWords(lua), calls);
  }

  /**
   * Watches.
   *
   * @param script made by {@link #script}
   * @param limit after which it ends in any case
   * @param stop asked often; true ends it early
   * @return the calls that were seen
   * @throws MissingTool without bpftrace
   * @throws ProbeFailed if it gives up; with its own words
   */
  public List<SeenCall> run(String script, Duration limit, BooleanSupplier stop)
      throws InterruptedException {
    List<String> command =
        List.of(
            "setsid",
            "setpriv",
            "--pdeathsig",
            "KILL",
            "bpftrace",
            "-q",
            "-B",
            "line",
            "--unsafe",
            "-p",
            pid.toString(),
            "-");
    StreamingProcess tracer = start(command, script);
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (tracer.isRunning() && System.nanoTime() < end && !stop.getAsBoolean()) {
        if (collector.isDone()) {
          break;
        }
        tracer.await(NAP_MILLIS);
      }
    } finally {
      tracer.kill();
      tracer.await(END_MILLIS);
    }
    if (collector.calls().isEmpty() && tracer.exit() > 0 && tracer.exit() != 137) {
      throw new ProbeFailed(
          "bpftrace gave up: " + complaints().strip(),
          "`ngxscope doctor -p PID` says what it needs");
    }
    return collector.calls();
  }

  private void complain(String words) {
    synchronized (complaints) {
      if (complaints.length() < MAX_COMPLAINTS) {
        complaints.append(words);
      }
    }
  }

  private String complaints() {
    synchronized (complaints) {
      return complaints.toString();
    }
  }

  /** Lines that made no sense. */
  public long bad() {
    return collector.bad();
  }

  private StreamingProcess start(List<String> command, String script) throws InterruptedException {
    try {
      return StreamingProcess.start(
          command,
          Map.of("BPFTRACE_STRLEN", "64"),
          script,
          new StreamingProcess.Output() {
            @Override
            public void stdout(byte[] bytes, int count) {
              collector.take(bytes, count);
            }

            @Override
            public void stderr(byte[] bytes, int count) {
              complain(new String(bytes, 0, count, StandardCharsets.UTF_8));
            }
          });
    } catch (IOException e) {
      throw new MissingTool(
          "bpftrace cannot be started: " + e.getMessage(), "install bpftrace 0.17 or newer");
    }
  }

  /**
   * The script for a place.
   *
   * @param file the object as the tracer can open it
   * @param when a condition as the user wrote it, or null
   * @param calls how many are wanted
   * @param uri offset of the path in a request, or -1
   */
  public static String script(
      String file, ArgumentSite site, @Nullable String when, int calls, int uri) {
    String condition = when == null ? "" : WhenExpression.toTracer(when);
    return ArgumentScript.of(file, site.address(), condition, calls, uri);
  }
}
