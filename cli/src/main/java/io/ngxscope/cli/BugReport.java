package io.ngxscope.cli;

import io.ngxscope.cli.command.Version;
import io.ngxscope.cli.report.Printable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is said when ngxscope itself is wrong. */
final class BugReport {
  private BugReport() {}

  /**
   * One line, and the full trace in a file of which only the owner can read the arguments; with
   * {@code debug} the trace itself.
   */
  static void print(Throwable bug, List<String> args, boolean debug, PrintStream err) {
    String what = Printable.of(bug.toString());
    if (debug) {
      err.println("ngxscope: internal error: " + what);
      bug.printStackTrace(err);
    } else {
      err.println("ngxscope: internal error: " + what + " (" + place(bug, args) + ")");
    }
    err.flush();
  }

  private static String place(Throwable bug, List<String> args) {
    try {
      // Created exclusively, with an unpredictable name and mode 0600.
      Path file = Files.createTempFile("ngxscope-bug-", ".txt");
      Files.writeString(file, content(bug, args));
      return "full trace in " + file + "; please report it";
    } catch (IOException e) {
      return "run again with --debug for the full trace";
    }
  }

  private static String content(Throwable bug, List<String> args) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    out.println("ngxscope " + Version.text() + " " + args);
    out.println("Java " + Runtime.version() + " on " + System.getProperty("os.arch"));
    bug.printStackTrace(out);
    out.flush();
    return text.toString();
  }
}
