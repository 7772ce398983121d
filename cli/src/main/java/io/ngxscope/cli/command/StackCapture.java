package io.ngxscope.cli.command;

import io.ngxscope.agent.govern.SampleCost;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.session.StackPlan;
import io.ngxscope.agent.session.StackSession;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** What {@code profile} and {@code offcpu} have in common. */
final class StackCapture {
  private static final String WITH_ARGS = "with-args";
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(30);

  private StackCapture() {}

  static Options options() {
    return OverheadOptions.addTo(new Options())
        .addOption(CommonOptions.pid())
        .addOption(CaptureOptions.duration("30s"))
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(BackendOption.option())
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.record())
        .addOption(CaptureOptions.force())
        .addOption(CaptureOptions.redact())
        .addOption(CommonOptions.json());
  }

  static void run(Invocation invocation, StackPlan.Question question) {
    List<Path> outputs = CaptureOptions.outputs(invocation);
    StackPlan plan =
        new StackPlan(
            invocation.requiredPids(),
            question,
            BackendOption.value(invocation, question.script()),
            invocation.has(WITH_ARGS),
            invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION),
            CaptureOptions.recordFile(invocation),
            CaptureOptions.forced(invocation),
            CaptureOptions.origin(invocation));
    if (question instanceof StackPlan.OnCpu on) {
      SampleCost.require(on.hertz(), OverheadOptions.budget(invocation));
    }
    Recording recording;
    try (Interrupts interrupts = Interrupts.watch()) {
      recording = new StackSession(plan, progress(invocation.screen())).run(interrupts::requested);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeFailed("interrupted", "try again");
    }
    CaptureOptions.report(invocation, recording, outputs);
  }

  private static StackSession.Listener progress(Screen screen) {
    LiveLine line = new LiveLine(screen);
    return (elapsedMicros, totalMicros, samples) ->
        line.show(
            () ->
                String.format(
                    Locale.ROOT,
                    "%.0f of %.0f s, %,d stacks",
                    elapsedMicros / 1e6,
                    totalMicros / 1e6,
                    samples));
  }
}
