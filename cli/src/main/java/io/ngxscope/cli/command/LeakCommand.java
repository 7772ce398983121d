package io.ngxscope.cli.command;

import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.recording.LeakRecording;
import io.ngxscope.agent.session.Gear;
import io.ngxscope.agent.session.LeakPlan;
import io.ngxscope.agent.session.LeakSession;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code ngxscope leak}: which Lua code keeps memory, and which only uses it. */
public final class LeakCommand implements Command {
  private static final String GEAR = "gear";
  private static final String FORCE_GC = "force-gc";
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
    return OverheadOptions.addTo(
        new Options()
            .addOption(CommonOptions.pid())
            .addOption(CaptureOptions.duration("60s"))
            .addOption(
                Option.builder()
                    .longOpt(GEAR)
                    .hasArg()
                    .argName("GEAR")
                    .desc(
                        "watch: snapshots, nothing attached; sample: and who allocates; exact: every allocation"
                            + " (watch)")
                    .get())
            .addOption(
                Option.builder()
                    .longOpt(FORCE_GC)
                    .desc("make the collector begin a cycle when it rests: writes into the worker")
                    .get())
            .addOption(MemoryLimit.option())
            .addOption(CaptureOptions.output())
            .addOption(CaptureOptions.record())
            .addOption(CaptureOptions.force())
            .addOption(CommonOptions.json())
            .addOption(CommonOptions.failOnFinding()));
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
    Gear gear = gear(invocation);
    List<Path> files = MemoryOutput.files(invocation);
    LeakPlan plan =
        new LeakPlan(
            invocation.requiredPids(),
            new HeapOptions(MemoryLimit.of(invocation), false, 0, false, TOP),
            invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION),
            gear,
            invocation.has(FORCE_GC),
            OverheadOptions.budget(invocation),
            CaptureOptions.origin(invocation));
    LeakRecording recording;
    try (Interrupts interrupts = Interrupts.watch()) {
      recording =
          new LeakSession(plan, progress(invocation.screen(), plan.duration()))
              .run(interrupts::requested);
    }
    MemoryOutput.record(invocation, recording);
    MemoryOutput.report(invocation, recording, files);
    boolean found =
        recording.findings().candidates().stream().anyMatch(c -> c.verdict() == LeakVerdict.LEAK)
            || recording.findings().processVerdict().contains("C leak");
    return found && invocation.has(CommonOptions.FAIL_ON_FINDING) ? FOUND : DONE;
  }

  /** The gear that is asked for; null if it is left to what can be done here. */
  private static @Nullable Gear gear(Invocation invocation) {
    String given = invocation.value(GEAR);
    String name = given == null ? Gear.WATCH.key() : given;
    for (Gear gear : Gear.values()) {
      if (gear.key().equals(name)) {
        return gear;
      }
    }
    if (!name.equals("auto")) {
      throw new Usage(
          "there is no gear '" + name + "' for leak", "use watch, sample, exact or auto");
    }
    return null;
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
