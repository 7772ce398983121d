package io.ngxscope.cli.command;

import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.recording.LeakRecording;
import io.ngxscope.agent.session.LeakPlan;
import io.ngxscope.agent.session.LeakSession;
import io.ngxscope.cli.report.LeakJson;
import io.ngxscope.cli.report.LeakReport;
import io.ngxscope.cli.report.LeakText;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope leak}: which Lua code keeps memory, and which only uses it. */
public final class LeakCommand implements Command {
  private static final String GEAR = "gear";
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(60);

  /** Rows that are compared between snapshots. */
  private static final int TOP = 500;

  @Override
  public String name() {
    return "leak";
  }

  @Override
  public String summary() {
    return "tell leaks from caches: which path holds more with every GC cycle";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(CaptureOptions.duration("60s"))
        .addOption(
            Option.builder()
                .longOpt(GEAR)
                .hasArg()
                .argName("GEAR")
                .desc("watch: snapshots from outside, nothing attached (watch)")
                .get())
        .addOption(MemoryLimit.option())
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.force())
        .addOption(CommonOptions.json())
        .addOption(CommonOptions.failOnFinding());
  }

  @Override
  public String example() {
    return """
        $ ngxscope leak -p 23420 -d 30s -o leak.html
        worker 23420  Lua leak, C leak
        ...
          leak           5.4 MiB     9.0 MiB    66%  ▁▃▄▅▆▆▇██
            package.loaded["shop.frames"].decoded
            301 to 1,381 objects over 2 cycles of the collector, growing in every part of the watch
        ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    String gear = invocation.value(GEAR);
    if (gear != null && !gear.equals("watch")) {
      throw new Usage("there is no gear " + gear + " for leak", "leave --gear out, or say watch");
    }
    List<Path> files = CaptureOptions.outputs(invocation, LeakReport::forFile);
    LeakPlan plan =
        new LeakPlan(
            invocation.requiredPids(),
            new HeapOptions(MemoryLimit.of(invocation), false, false, TOP),
            invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION),
            CaptureOptions.origin(invocation));
    LeakRecording recording;
    try (Interrupts interrupts = Interrupts.watch()) {
      recording =
          new LeakSession(plan, progress(invocation.screen(), plan.duration()))
              .run(interrupts::requested);
    }
    print(invocation, recording);
    CaptureOptions.writeAll(
        invocation, files, (file, force) -> LeakReport.write(recording, file, force));
    boolean found =
        recording.findings().candidates().stream().anyMatch(c -> c.verdict() == LeakVerdict.LEAK)
            || recording.findings().processVerdict().contains("C leak");
    return found && invocation.has(CommonOptions.FAIL_ON_FINDING) ? FOUND : DONE;
  }

  private static void print(Invocation invocation, LeakRecording recording) {
    LeakReport report = invocation.json() ? new LeakJson() : new LeakText(invocation.color());
    try {
      report.render(recording, invocation.out());
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
    invocation.out().flush();
  }

  private static LeakSession.Listener progress(Screen screen, Duration duration) {
    LiveLine line = new LiveLine(screen);
    return (elapsedMicros, snapshots, cycles) ->
        line.show(
            () ->
                String.format(
                    Locale.ROOT,
                    "%.0f of %d s, %d snapshots, %d GC cycles",
                    elapsedMicros / 1e6,
                    duration.toSeconds(),
                    snapshots,
                    cycles));
  }
}
