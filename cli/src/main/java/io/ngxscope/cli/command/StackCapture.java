package io.ngxscope.cli.command;

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
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(CaptureOptions.duration("30s"))
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.record())
        .addOption(CaptureOptions.force())
        .addOption(CommonOptions.json());
  }

  static void run(Invocation invocation, StackPlan.Question question) {
    List<Path> outputs = CaptureOptions.outputs(invocation);
    StackPlan plan =
        new StackPlan(
            invocation.requiredPids(),
            question,
            invocation.has(WITH_ARGS),
            invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION),
            CaptureOptions.recordFile(invocation),
            CaptureOptions.forced(invocation),
            CaptureOptions.origin(invocation));
    Recording recording;
    try (Interrupts interrupts = Interrupts.watch()) {
      recording =
          new StackSession(plan, new Sampling(invocation.screen())).run(interrupts::requested);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeFailed("interrupted", "try again");
    }
    CaptureOptions.report(invocation, recording, outputs);
  }

  /** Says once that sampling has begun, so that scripts can wait for it; then how far it is. */
  private static final class Sampling implements StackSession.Listener {
    private final Screen screen;
    private boolean begun;

    Sampling(Screen screen) {
      this.screen = screen;
    }

    @Override
    public void progress(long elapsedMicros, long totalMicros, long samples) {
      if (!begun) {
        begun = true;
        screen.note("watching; Ctrl-C ends early and keeps everything");
      }
      if (screen.isWatched()) {
        screen.progress(
            String.format(
                Locale.ROOT,
                "%.0f of %.0f s, %,d stacks (Ctrl-C ends and keeps everything)",
                elapsedMicros / 1e6,
                totalMicros / 1e6,
                samples));
      }
    }
  }
}
