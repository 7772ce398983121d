package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingReader;
import io.ngxscope.cli.report.DiffText;
import io.ngxscope.cli.report.RecordingDiff;
import io.ngxscope.cli.report.ReportFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope diff}: what got better and what got worse between two recordings. */
public final class DiffCommand implements Command {
  private static final String PER = "per";

  @Override
  public String name() {
    return "diff";
  }

  @Override
  public String summary() {
    return "compare two recordings: what got better, what got worse";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.force())
        .addOption(CommonOptions.json())
        .addOption(
            Option.builder()
                .longOpt(PER)
                .hasArg()
                .argName("UNIT")
                .desc("what times are divided by: second or iteration (second)")
                .get());
  }

  @Override
  public String example() {
    return """
        $ ngxscope diff before.ngxr after.ngxr -o diff.html
        The event loop is blocked less: 62 ms per second, before 141 ms (-56 %).
        ...
        wrote diff.html
        """;
  }

  @Override
  public int maxArguments() {
    return 2;
  }

  @Override
  public String argumentNames() {
    return "BEFORE.ngxr AFTER.ngxr";
  }

  @Override
  public int run(Invocation invocation) {
    List<String> files = invocation.arguments();
    if (files.size() != 2) {
      throw new Usage("which two recordings?", "ngxscope diff BEFORE.ngxr AFTER.ngxr -o diff.html");
    }
    List<Path> outputs = CaptureOptions.outputs(invocation, ReportFiles::checkDiff);
    Recording before = RecordingReader.read(Path.of(files.get(0)));
    Recording after = RecordingReader.read(Path.of(files.get(1)));
    RecordingDiff diff = RecordingDiff.of(before, after, per(invocation));
    print(invocation, diff);
    for (Path file : outputs) {
      ReportFiles.write(diff, file, CaptureOptions.forced(invocation));
      invocation.screen().note("wrote " + file);
    }
    return DONE;
  }

  private static void print(Invocation invocation, RecordingDiff diff) {
    try {
      if (invocation.json()) {
        DiffText.json(diff, invocation.out());
      } else {
        DiffText.print(diff, invocation.color(), invocation.out());
      }
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
    invocation.out().flush();
  }

  private static RecordingDiff.Per per(Invocation invocation) {
    String per = invocation.value(PER);
    if (per == null) {
      return RecordingDiff.Per.SECOND;
    }
    for (RecordingDiff.Per known : RecordingDiff.Per.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(per)) {
        return known;
      }
    }
    throw new Usage("--per " + per + " is unknown", "--per second or --per iteration");
  }
}
