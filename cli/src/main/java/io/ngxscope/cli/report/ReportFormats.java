package io.ngxscope.cli.report;

import io.ngxscope.agent.model.DiagnosticException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The formats of reports, chosen by the end of the file's name; longer ends come first. */
public final class ReportFormats {
  private static final Map<String, Supplier<ProfileReport>> OF_STACKS = new LinkedHashMap<>();
  private static final Map<String, Supplier<Report>> OF_RECORDINGS = new LinkedHashMap<>();

  static {
    OF_STACKS.put(".speedscope.json", SpeedscopeReport::new);
    OF_STACKS.put(".firefox.json", FirefoxReport::new);
    OF_STACKS.put(".pb.gz", PprofReport::new);
    OF_STACKS.put(".pprof", PprofReport::new);
    OF_STACKS.put(".otlp", OtlpReport::new);
    OF_STACKS.put(".csv", CsvReport::new);
    OF_STACKS.put(".folded", FoldedReport::new);
    OF_STACKS.put(".html", FlamePage::new);
    OF_STACKS.put(".json", StacksJsonReport::new);
    OF_STACKS.put(".svg", SvgReport::new);
    OF_STACKS.put(".txt", () -> new FlameText(false));
    for (Map.Entry<String, Supplier<ProfileReport>> format : OF_STACKS.entrySet()) {
      OF_RECORDINGS.put(format.getKey(), () -> ofStacks(format.getValue().get()));
    }
    OF_RECORDINGS.put(".html", HtmlReport::new);
    OF_RECORDINGS.put(".json", JsonReport::new);
    OF_RECORDINGS.put(".txt", () -> new TextReport(false));
  }

  private ReportFormats() {}

  /** Shows the stacks of a recording. */
  static Report ofStacks(ProfileReport report) {
    return (recording, out) ->
        report.render(RecordingProfile.of(recording), ProfileFacts.of(recording), out);
  }

  /** The ends of names that are known, in words, for help texts. */
  public static String list() {
    return String.join(" ", OF_RECORDINGS.keySet());
  }

  /**
   * The report of a recording for a file.
   *
   * @throws DiagnosticException.Usage if its name stands for none
   */
  public static Report forFile(Path file) {
    return find(OF_RECORDINGS, file);
  }

  /**
   * The report of a profile for a file.
   *
   * @throws DiagnosticException.Usage if its name stands for none
   */
  public static ProfileReport ofStacksForFile(Path file) {
    return find(OF_STACKS, file);
  }

  private static <T> T find(Map<String, Supplier<T>> formats, Path file) {
    Path name = file.getFileName();
    String text = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    for (Map.Entry<String, Supplier<T>> format : formats.entrySet()) {
      if (text.endsWith(format.getKey())) {
        return format.getValue().get();
      }
    }
    throw new DiagnosticException.Usage(
        "no report format is known for " + file, "end the name with one of: " + list());
  }
}
