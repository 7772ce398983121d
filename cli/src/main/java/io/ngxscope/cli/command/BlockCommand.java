package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.probe.Tracer;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.session.BackendChoice;
import io.ngxscope.agent.session.BlockPlan;
import io.ngxscope.agent.session.BlockSession;
import io.ngxscope.agent.session.Gear;
import io.ngxscope.agent.session.GearChoice;
import io.ngxscope.agent.session.Progress;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope block}: what blocks the event loop. */
public final class BlockCommand implements Command {
  private static final String THRESHOLD = "threshold";
  private static final String GEAR = "gear";
  private static final String TICK = "tick";
  private static final String NO_STOP = "no-stop";
  private static final String WITH_ARGS = "with-args";
  private static final Duration DEFAULT_THRESHOLD = Duration.ofMillis(20);
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(30);
  private static final Duration DEFAULT_TICK = Duration.ofMillis(1);

  @Override
  public String name() {
    return "block";
  }

  @Override
  public String summary() {
    return "name the Lua line, the C path and the URL that block the event loop";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            option(THRESHOLD, "TIME", "a shorter stay away from the event loop is no block (20ms)"))
        .addOption(CaptureOptions.duration("30s"))
        .addOption(
            option(
                TICK,
                "TIME",
                "time between two looks at a worker that is away from its event loop (1ms)"))
        .addOption(
            Option.builder()
                .longOpt(NO_STOP)
                .desc("never stop a worker to read its registers, not even for microseconds")
                .get())
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(
            option(
                GEAR,
                "GEAR",
                "watch: from outside; sample: by probes in the kernel; auto: says which, and why"
                    + " (watch)"))
        .addOption(BackendOption.option())
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.record())
        .addOption(CaptureOptions.force())
        .addOption(CaptureOptions.redact())
        .addOption(CommonOptions.json())
        .addOption(CommonOptions.failOnFinding());
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  @Override
  public String example() {
    return """
        $ ngxscope block -p 23419 -d 10s -o block.html --record block.ngxr
        ...
        Culprits
             total     worst  blocks  on CPU  where
            2.11 s    128 ms      25     0 %  shop.pricing.quote  /srv/shop/lua/shop/pricing.lua:8  in ffi.__call
                                              /block/shop
        ...
            446 ms    123 ms       5    61 %  rebuild_cache  /srv/shop/lua/blockers/phases.lua:38
                                              (no request)
        ...
        wrote block.html
        """;
  }

  @Override
  public int run(Invocation invocation) {
    Duration threshold = invocation.duration(THRESHOLD, DEFAULT_THRESHOLD);
    List<Path> outputs = CaptureOptions.outputs(invocation);
    GearChoice gear = gear(invocation);
    BackendChoice backend =
        gear.gear() == Gear.SAMPLE
            ? BackendOption.value(invocation, "block")
            : BackendChoice.of(Tracer.BPFTRACE);
    BlockPlan plan =
        new BlockPlan(
            invocation.requiredPids(),
            gear,
            backend,
            threshold,
            invocation.duration(TICK, DEFAULT_TICK),
            !invocation.has(NO_STOP),
            invocation.has(WITH_ARGS),
            invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION),
            CaptureOptions.recordFile(invocation),
            CaptureOptions.forced(invocation),
            CaptureOptions.origin(invocation));
    Recording recording;
    try (Interrupts interrupts = Interrupts.watch()) {
      recording = new BlockSession(plan, progress(invocation.screen())).run(interrupts::requested);
    }
    CaptureOptions.report(invocation, recording, outputs);
    boolean found = !recording.blocks().isEmpty();
    return found && invocation.has(CommonOptions.FAIL_ON_FINDING) ? FOUND : DONE;
  }

  /**
   * The gear that is asked for.
   *
   * @throws Usage if there is none of that name
   */
  private static GearChoice gear(Invocation invocation) {
    String asked = invocation.value(GEAR);
    boolean backend = BackendOption.isGiven(invocation);
    if (backend && "watch".equals(asked)) {
      throw new Usage("the watch gear has no backend", "leave --gear out, or use --gear sample");
    }
    String name = asked == null && backend ? "sample" : asked;
    if (!"auto".equals(name)) {
      return Arrays.stream(Gear.values())
          .filter(g -> g != Gear.EXACT && (name == null || g.key().equals(name)))
          .findFirst()
          .map(GearChoice::of)
          .orElseThrow(
              () -> new Usage("there is no gear '" + name + "'", "use watch, sample or auto"));
    }
    try {
      GearChoice choice = GearChoice.choose(invocation.requiredPids(), !invocation.has(NO_STOP));
      invocation.screen().note("gear " + choice.gear().key() + ": " + choice.why());
      return choice;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return GearChoice.of(Gear.WATCH);
    }
  }

  private static Progress.Listener progress(Screen screen) {
    LiveLine line = new LiveLine(screen);
    return now ->
        line.show(
            () ->
                String.format(
                    Locale.ROOT,
                    "%.0f of %.0f s, %d blocks, worst %.1f ms",
                    now.elapsedMicros() / 1e6,
                    now.totalMicros() / 1e6,
                    now.blocks(),
                    now.worstMicros() / 1e3));
  }
}
