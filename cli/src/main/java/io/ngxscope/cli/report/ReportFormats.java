package io.ngxscope.cli.report;

import io.ngxscope.agent.model.DiagnosticException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The formats of reports, chosen by the extension of the file. */
public final class ReportFormats {
  private static final Map<String, Supplier<Report>> BY_EXTENSION =
      new TreeMap<>(
          Map.of(
              ".folded",
              FoldedReport::new,
              ".html",
              HtmlReport::new,
              ".svg",
              SvgReport::new,
              ".json",
              JsonReport::new,
              ".txt",
              () -> new TextReport(false)));

  private ReportFormats() {}

  /** The extensions that are known, in words, for help texts. */
  public static String list() {
    return String.join(" ", BY_EXTENSION.keySet());
  }

  /**
   * The report for a file.
   *
   * @throws DiagnosticException.Usage if its extension stands for none
   */
  public static Report forFile(Path file) {
    Path name = file.getFileName();
    String text = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
    int dot = text.lastIndexOf('.');
    Supplier<Report> report = dot < 0 ? null : BY_EXTENSION.get(text.substring(dot));
    if (report == null) {
      throw new DiagnosticException.Usage(
          "no report format is known for " + file, "end the name with one of: " + list());
    }
    return report.get();
  }
}
