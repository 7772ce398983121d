package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.Redaction;
import io.ngxscope.agent.session.Origin;
import io.ngxscope.cli.report.JsonReport;
import io.ngxscope.cli.report.Report;
import io.ngxscope.cli.report.ReportFiles;
import io.ngxscope.cli.report.ReportFormats;
import io.ngxscope.cli.report.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.commons.cli.Option;
import org.jspecify.annotations.Nullable;

/** What every command shares that captures and reports. */
final class CaptureOptions {
  static final String DURATION = "duration";
  static final String OUTPUT = "output";
  private static final String RECORD = "record";
  private static final String FORCE = "force";
  private static final String REDACT = "redact";

  private CaptureOptions() {}

  static Option duration(String otherwise) {
    return Option.builder("d")
        .longOpt(DURATION)
        .hasArg()
        .argName("TIME")
        .desc("how long to capture (" + otherwise + ")")
        .get();
  }

  static Option output() {
    return Option.builder("o")
        .longOpt(OUTPUT)
        .hasArg()
        .argName("FILE")
        .desc("write a report, in the format of the extension; may be repeated")
        .get();
  }

  static Option record() {
    return Option.builder()
        .longOpt(RECORD)
        .hasArg()
        .argName("FILE.ngxr")
        .desc("record while capturing, to render reports later")
        .get();
  }

  static Option force() {
    return Option.builder().longOpt(FORCE).desc("overwrite files that are there").get();
  }

  static Option redact() {
    return Option.builder()
        .longOpt(REDACT)
        .desc("leave out URLs, folders, host names and arguments of system calls")
        .get();
  }

  static boolean forced(Invocation invocation) {
    return invocation.has(FORCE);
  }

  static @Nullable Path recordFile(Invocation invocation) {
    String file = invocation.value(RECORD);
    if (file != null && invocation.has(REDACT)) {
      throw new Usage(
          "a recording holds everything that --redact leaves out",
          "record without --redact, and give it to `ngxscope report --redact`");
    }
    return file == null ? null : Path.of(file);
  }

  /**
   * The files of {@code -o}, refused before a long capture rather than after it.
   *
   * @throws Usage if a format is unknown or a file is there already
   */
  static List<Path> outputs(Invocation invocation) {
    return outputs(invocation, ReportFormats::forFile);
  }

  /**
   * Refuses a recording that is there already, before a long capture rather than after it.
   *
   * @throws Usage if it is there and may not be replaced
   */
  static void checkRecord(Invocation invocation) {
    Path file = recordFile(invocation);
    if (file != null && !forced(invocation) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Usage(file + " is there already", "choose another name, or add --force");
    }
  }

  /**
   * The same for another kind of report.
   *
   * @param format throws if the name of a file stands for no format
   */
  static List<Path> outputs(Invocation invocation, Consumer<Path> format) {
    List<Path> files = new ArrayList<>();
    for (String name : invocation.values(OUTPUT)) {
      Path file = Path.of(name);
      format.accept(file);
      if (!forced(invocation) && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new Usage(file + " is there already", "choose another name, or add --force");
      }
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw new Usage("there is no folder " + folder, "make it first: mkdir -p " + folder);
      }
      files.add(file);
    }
    return files;
  }

  /** Who asks for a capture. */
  static Origin origin(Invocation invocation) {
    List<String> words = new ArrayList<>(List.of("ngxscope"));
    words.addAll(invocation.words());
    return new Origin(invocation.words().get(0), words, Version.text());
  }

  /**
   * Prints the result, and writes the files that were asked for; one that fails does not lose the
   * others.
   */
  static void report(Invocation invocation, Recording whole, List<Path> files) {
    Recording recording = invocation.has(REDACT) ? Redaction.of(whole) : whole;
    Report printed = invocation.json() ? new JsonReport() : new TextReport(invocation.color());
    try {
      printed.render(recording, invocation.out());
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
    invocation.out().flush();
    writeAll(invocation, files, (file, force) -> ReportFiles.write(recording, file, force));
  }

  /** Writes files; one that fails does not lose the others. */
  static void writeAll(Invocation invocation, List<Path> files, BiConsumer<Path, Boolean> writer) {
    RuntimeException first = null;
    for (Path file : files) {
      try {
        writer.accept(file, forced(invocation));
        invocation.screen().note("wrote " + file);
      } catch (DiagnosticException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
