package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.LineEditor;
import io.ngxscope.cli.screen.LineEditor.Line;
import io.ngxscope.cli.screen.Screens;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.commons.cli.Options;

/**
 * {@code ngxscope shell}: one command after the other, for a longer investigation. They are the
 * same commands, understood by the same parser; the Java machine stays warm between them.
 */
public final class ShellCommand implements Command {
  /** The status of a command that Ctrl-C has ended, as in every shell: 128 and SIGINT. */
  private static final int INTERRUPTED = 130;

  private static final List<String> LEAVING = List.of("exit", "quit");

  private final Supplier<List<Command>> commands;
  private final ToIntFunction<List<String>> runner;

  /**
   * A shell.
   *
   * @param commands what it completes
   * @param runner runs a command line and returns its status
   */
  public ShellCommand(Supplier<List<Command>> commands, ToIntFunction<List<String>> runner) {
    this.commands = commands;
    this.runner = runner;
  }

  @Override
  public String name() {
    return "shell";
  }

  @Override
  public String summary() {
    return "run one command after the other, with history and completion";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public String example() {
    return """
        $ ngxscope shell
        ngxscope> bt -p 23419
        worker 23420  waiting for events
        ...
        ngxscope> block -p 23419 -d 10s --record "after deploy.ngxr"
        ...
        ngxscope> exit
        """;
  }

  /** Returns the status of the last command, as a shell does. */
  @Override
  public int run(Invocation invocation) {
    return Screens.isTerminal(Screens.STDIN) ? interactive(invocation) : script();
  }

  private int interactive(Invocation invocation) {
    invocation.screen().note("Tab completes, `help` lists the commands, Ctrl-D leaves");
    Completion completion = new Completion(commands.get(), new LiveNouns());
    int status = DONE;
    try (LineEditor editor = LineEditor.onTerminal(History.file(), completion::complete)) {
      for (Line line = editor.read(prompt(status));
          !line.end();
          line = editor.read(prompt(status))) {
        if (line.words().size() == 1 && LEAVING.contains(line.words().get(0))) {
          return status;
        }
        status = line.words().isEmpty() ? status : execute(line.words());
      }
    }
    return status;
  }

  /** A failure is seen even when its message has scrolled away. */
  private static String prompt(int status) {
    return status == DONE ? "ngxscope> " : "ngxscope [" + status + "]> ";
  }

  /** Commands from a pipe, one a line; the first failure does not end it. */
  private int script() {
    int status = DONE;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        List<String> words = split(line);
        if (words.size() == 1 && LEAVING.contains(words.get(0))) {
          break;
        }
        status = words.isEmpty() ? status : execute(words);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return status;
  }

  private static List<String> split(String line) {
    if (line.strip().startsWith("#")) {
      return List.of();
    }
    try {
      return LineEditor.split(line);
    } catch (IllegalArgumentException e) {
      throw new Usage(e.getMessage() + ": " + line.strip(), "close it in the same line");
    }
  }

  /** Ctrl-C ends the command, not the shell; a second one ends both. */
  private int execute(List<String> words) {
    // Lines are often copied from help texts.
    List<String> line = words.get(0).equals("ngxscope") ? words.subList(1, words.size()) : words;
    try (Interrupts interrupts = Interrupts.ofThisThread()) {
      int status = runner.applyAsInt(line);
      return interrupts.requested() ? INTERRUPTED : status;
    } finally {
      Thread.interrupted(); // that was meant for the command
    }
  }
}
