package io.ngxscope.cli.command;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.probe.Tracer;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.session.BackendChoice;
import io.ngxscope.agent.session.BlockPlan;
import io.ngxscope.agent.session.BlockSession;
import io.ngxscope.agent.session.Gear;
import io.ngxscope.agent.session.GearChoice;
import io.ngxscope.agent.session.Progress;
import io.ngxscope.cli.report.ReportFiles;
import io.ngxscope.cli.report.ResumeLine;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope resume}: long runs of Lua between two looks of nginx at its events. */
public final class ResumeCommand implements Command {
  private static final String THRESHOLD = "threshold";
  private static final String WITH_ARGS = "with-args";
  private static final Duration DEFAULT_THRESHOLD = Duration.ofMillis(10);
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(30);
  private static final Duration UNUSED_TICK = Duration.ofMillis(1);

  @Override
  public String name() {
    return "resume";
  }

  @Override
  public String summary() {
    return "log long runs of Lua coroutines as they happen: URL, entry, exit, status";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            Option.builder()
                .longOpt(THRESHOLD)
                .hasArg()
                .argName("TIME")
                .desc("shorter runs of lua_resume are not told (10ms)")
                .get())
        .addOption(CaptureOptions.duration("30s"))
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.record())
        .addOption(CaptureOptions.force())
        .addOption(CommonOptions.json())
        .addOption(CommonOptions.failOnFinding());
  }

  @Override
  public String example() {
    return """
        $ ngxscope resume -p 23420 -d 30s
        02:39:25.481    100 ms  23420  yielded  GET /run/yield  content  main chunk content_by_lua(nginx.conf:62)  ->  shop.runs.yield /srv/shop/lua/shop/runs.lua:24
        02:39:25.945    125 ms  23420  error    GET /run/error  content  main chunk content_by_lua(nginx.conf:64)  ->  shop.runs.fail /srv/shop/lua/shop/runs.lua:37
        02:39:26.141     30 ms  23420  done     GET /run/sleep  content  main chunk content_by_lua(nginx.conf:65)
        ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<Path> outputs = CaptureOptions.outputs(invocation);
    BlockPlan plan =
        new BlockPlan(
            invocation.requiredPids(),
            GearChoice.of(Gear.RESUMES),
            BackendChoice.of(Tracer.BPFTRACE),
            invocation.duration(THRESHOLD, DEFAULT_THRESHOLD),
            UNUSED_TICK,
            false,
            invocation.has(WITH_ARGS),
            invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION),
            CaptureOptions.recordFile(invocation),
            CaptureOptions.forced(invocation),
            CaptureOptions.origin(invocation));
    Recording recording;
    try (Interrupts interrupts = Interrupts.watch()) {
      recording =
          new BlockSession(plan, progress(invocation.screen()), run -> print(invocation, run))
              .run(interrupts::requested);
    }
    recording.quality().notes().forEach(invocation.screen()::note);
    CaptureOptions.writeAll(
        invocation, outputs, (file, force) -> ReportFiles.write(recording, file, force));
    boolean found = !recording.blocks().isEmpty();
    return found && invocation.has(CommonOptions.FAIL_ON_FINDING) ? FOUND : DONE;
  }

  private static Progress.Listener progress(Screen screen) {
    LiveLine line = new LiveLine(screen);
    return now ->
        line.show(
            () ->
                String.format(
                    Locale.ROOT,
                    "%.0f of %.0f s, %d long runs",
                    now.elapsedMicros() / 1e6,
                    now.totalMicros() / 1e6,
                    now.blocks()));
  }

  /** At once, so that a reader of a pipe sees it as it happens. */
  private static void print(Invocation invocation, Block run) {
    try {
      if (invocation.json()) {
        ResumeLine.json(run, invocation.out());
      } else {
        String line = ResumeLine.text(run, invocation.color()) + "\n";
        invocation.out().write(line.getBytes(StandardCharsets.UTF_8));
      }
      invocation.out().flush();
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
  }
}
