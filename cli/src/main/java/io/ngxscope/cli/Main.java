package io.ngxscope.cli;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.Commands;
import io.ngxscope.cli.command.HelpText;
import io.ngxscope.cli.command.Invocation;
import io.ngxscope.cli.command.Streams;
import io.ngxscope.cli.command.Version;
import io.ngxscope.cli.report.Printable;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/** Where ngxscope begins and ends: the only place that knows exit codes. */
public final class Main {
  private final List<Command> commands;
  private final Streams streams;

  /** All commands, one of which runs others. */
  private Main(Streams streams) {
    this.commands = Commands.all(this::run);
    this.streams = streams;
  }

  Main(List<Command> commands, Streams streams) {
    this.commands = commands;
    this.streams = streams;
  }

  /** Runs a command and exits with its status. */
  public static void main(String[] args) {
    // Before anything else is loaded: scripts ask for it often.
    if (args.length == 1 && isVersion(args[0])) {
      System.exit(version(System.out));
    }
    int status = new Main(Streams.ofProcess()).run(Arrays.asList(args));
    System.exit(status);
  }

  static boolean isVersion(String word) {
    return word.equals("--version") || word.equals("-V");
  }

  private static int version(PrintStream out) {
    out.println("ngxscope " + Version.text());
    out.flush();
    return ExitCode.DONE;
  }

  /** Runs a command; everything that can go wrong ends as a status and a few words. */
  int run(List<String> args) {
    boolean debug = args.contains("--" + CommandLineParser.DEBUG);
    try {
      int status = dispatch(new CommandLineParser(commands).parse(args, streams));
      requireOutputWritten();
      return status;
    } catch (DiagnosticException e) {
      streams.out().flush();
      explain(e);
      if (debug) {
        e.printStackTrace(streams.err());
      }
      return ExitCode.of(e);
    } catch (OutOfMemoryError e) {
      streams.out().flush();
      explain(outOfMemory());
      return ExitCode.PROBE_FAILED;
    } catch (Exception | Error e) {
      streams.out().flush();
      BugReport.print(e, args, debug, streams.err());
      return ExitCode.BUG;
    }
  }

  private static DiagnosticException outOfMemory() {
    return new DiagnosticException.ProbeFailed(
        "ngxscope ran out of its memory, "
            + Runtime.getRuntime().maxMemory() / (1 << 20)
            + " MiB; nothing is left in the workers",
        "NGXSCOPE_JAVA_OPTS=-Xmx1g gives it more; or capture fewer workers, or for a shorter time");
  }

  private int dispatch(CommandLineParser.Parsed parsed) {
    if (parsed instanceof CommandLineParser.AskedForVersion) {
      return version(streams.out());
    }
    if (parsed instanceof CommandLineParser.AskedForHelp help) {
      streams
          .out()
          .print(help.about() == null ? HelpText.all(commands) : HelpText.of(help.about()));
      return ExitCode.DONE;
    }
    if (parsed instanceof CommandLineParser.Run run) {
      return run(run.command(), run.invocation());
    }
    throw new AssertionError(parsed);
  }

  private static int run(Command command, Invocation invocation) {
    try {
      return command.run(invocation);
    } finally {
      invocation.screen().close();
    }
  }

  /** A full disk behind {@code > file} must not look like success. */
  private void requireOutputWritten() {
    if (streams.out().checkError()) {
      throw new DiagnosticException.ProbeFailed(
          "standard output could not be written", "is its disk full, or its reader gone?");
    }
  }

  /** One line that says what failed, and one that says what to do. */
  private void explain(DiagnosticException e) {
    String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    // Paths and titles of the target may be part of it.
    streams.err().println("ngxscope: " + Printable.of(what, MAX_MESSAGE));
    if (!e.advice().isEmpty()) {
      streams.err().println("  " + Printable.of(e.advice(), MAX_MESSAGE));
    }
    streams.err().flush();
  }

  private static final int MAX_MESSAGE = 2_000;
}
