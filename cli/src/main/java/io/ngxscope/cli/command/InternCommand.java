package io.ngxscope.cli.command;

import io.ngxscope.agent.govern.Budget;
import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.MissingTool;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.recording.InternRecording;
import io.ngxscope.agent.session.InternGear;
import io.ngxscope.agent.session.InternPlan;
import io.ngxscope.agent.session.InternSession;
import io.ngxscope.cli.report.InternJson;
import io.ngxscope.cli.report.InternReport;
import io.ngxscope.cli.report.InternText;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screen;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope intern}: what interning of strings costs, and who pays. */
public final class InternCommand implements Command {
  private static final String GEAR = "gear";
  private static final String HZ = "hz";
  private static final String WITH_VALUES = "with-values";
  private static final String WITH_ARGS = "with-args";
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(10);
  private static final long DEFAULT_HZ = 199;
  private static final long MAX_HZ = 4_999;

  /** Rows of each table. */
  private static final int TOP = 20;

  @Override
  public String name() {
    return "intern";
  }

  @Override
  public String summary() {
    return "what interning of strings costs, who pays, and what the string table looks like";
  }

  @Override
  public Options options() {
    return OverheadOptions.addTo(new Options())
        .addOption(CommonOptions.pid())
        .addOption(CaptureOptions.duration("10s; watch: one look"))
        .addOption(
            option(
                GEAR,
                "GEAR",
                "watch: the table, from outside; sample: who pays, by sampled stacks; exact: every"
                    + " call, in bursts (sample where bpftrace is installed)"))
        .addOption(option(HZ, "N", "samples a second of processor time (199); costs 35 us each"))
        .addOption(
            Option.builder()
                .longOpt(WITH_VALUES)
                .desc("show how strings begin, which may be secrets")
                .get())
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(MemoryLimit.option())
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.force())
        .addOption(CommonOptions.json());
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  @Override
  public String example() {
    return """
        $ ngxscope intern -p 23420 -d 10s -o intern.html
        ...
        shop.values.middle at .../shop/values.lua:47 (for /store/middle) makes the worker spend 89 % of its
        processor time on interning strings, mostly comparing contents of similar strings: 54 of 1.0 MiB
        differ only within bytes 700,001 to 700,001, and 54 of them have one hash, so that each new one is
        compared with all of these. ...

        What interning takes of the worker's processor time
           88.9 %  all of it
           11.1 %  searching the chain
           72.2 %  comparing contents
            5.6 %  copying
        ...
        wrote intern.html
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<Path> files = CaptureOptions.outputs(invocation, InternReport::forFile);
    String gear = invocation.value(GEAR);
    InternPlan plan = plan(invocation, gear == null ? InternGear.SAMPLE : gear(gear));
    InternRecording recording;
    try {
      recording = capture(invocation, plan);
    } catch (MissingTool e) {
      if (gear != null) {
        throw e;
      }
      invocation.screen().note("gear watch, since " + e.getMessage());
      recording = capture(invocation, plan(invocation, InternGear.WATCH));
    }
    print(invocation, recording);
    InternRecording written = recording;
    CaptureOptions.writeAll(
        invocation, files, (file, force) -> InternReport.write(written, file, force));
    return DONE;
  }

  private static InternPlan plan(Invocation invocation, InternGear gear) {
    Duration otherwise = gear == InternGear.WATCH ? Duration.ZERO : DEFAULT_DURATION;
    return new InternPlan(
        invocation.requiredPids(),
        gear,
        new HeapOptions(MemoryLimit.of(invocation), false, 0, invocation.has(WITH_VALUES), TOP),
        invocation.duration(CaptureOptions.DURATION, otherwise),
        hertz(invocation),
        invocation.has(WITH_ARGS),
        gear == InternGear.EXACT ? OverheadOptions.budget(invocation) : Budget.STANDARD,
        CaptureOptions.origin(invocation));
  }

  private static InternGear gear(String name) {
    return Arrays.stream(InternGear.values())
        .filter(g -> g.key().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new Usage("there is no gear '" + name + "'", "use watch, sample or exact"));
  }

  /**
   * Samples a second.
   *
   * @throws DiagnosticException if it is no such number
   */
  private static long hertz(Invocation invocation) {
    String text = invocation.value(HZ);
    if (text == null) {
      return DEFAULT_HZ;
    }
    long hertz = text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
    if (hertz < 1 || hertz > MAX_HZ) {
      throw new Usage("--hz " + text + " is not possible", "give 1 to " + MAX_HZ + ", such as 99");
    }
    return hertz;
  }

  private static InternRecording capture(Invocation invocation, InternPlan plan) {
    try (Interrupts interrupts = Interrupts.watch()) {
      return new InternSession(plan, progress(invocation.screen(), plan.duration()))
          .run(interrupts::requested);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeFailed("interrupted", "try again");
    }
  }

  private static void print(Invocation invocation, InternRecording recording) {
    InternReport report = invocation.json() ? new InternJson() : new InternText(invocation.color());
    try {
      report.render(recording, invocation.out());
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
    invocation.out().flush();
  }

  private static InternSession.Listener progress(Screen screen, Duration duration) {
    LiveLine line = new LiveLine(screen);
    return new InternSession.Listener() {
      @Override
      public void progress(long elapsedMicros, long samples) {
        line.show(
            () ->
                String.format(
                    Locale.ROOT,
                    "%.0f of %d s, %,d stacks",
                    elapsedMicros / 1e6,
                    duration.toSeconds(),
                    samples));
      }

      @Override
      public void phase(String what) {
        screen.note(what);
      }
    };
  }
}
