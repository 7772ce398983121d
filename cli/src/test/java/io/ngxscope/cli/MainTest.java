package io.ngxscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.cli.command.Command;
import io.ngxscope.cli.command.CommonOptions;
import io.ngxscope.cli.command.Invocation;
import io.ngxscope.cli.command.Streams;
import io.ngxscope.cli.screen.RecordingScreen;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.Options;
import org.junit.jupiter.api.Test;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final RecordingScreen screen = new RecordingScreen();
  private ToIntFunction<Invocation> work = invocation -> Command.DONE;

  @Test
  void whatACommandReturnsIsTheStatusAndItsDataGoToStandardOutput() {
    work =
        invocation -> {
          invocation.out().print("data");
          invocation.screen().note("a note");
          return Command.FOUND;
        };

    assertThat(run("look", "-p", "1,2", "--json")).isEqualTo(1);
    assertThat(stdout()).isEqualTo("data");
    assertThat(screen.notes()).containsExactly("a note");
    assertThat(screen.isClosed()).isTrue();
  }

  @Test
  void optionsReachTheCommand() {
    work = invocation -> invocation.requiredPids().get(1).value() + (invocation.json() ? 100 : 0);

    assertThat(run("look", "-p", "1", "--json", "--pid=2")).isEqualTo(102);
  }

  @Test
  void aFailureIsOneLineAndOneLineOfAdviceWithoutControlCharacters() {
    work =
        invocation -> {
          throw new NoTarget("no \u001b[31m process", "look elsewhere");
        };

    assertThat(run("look")).isEqualTo(3);
    assertThat(stderr()).isEqualTo("ngxscope: no \\x1b[31m process\n  look elsewhere\n");
    assertThat(stdout()).isEmpty();
  }

  @Test
  void aBugIsOneLineThatNamesTheFileWithItsTrace() throws Exception {
    work =
        invocation -> {
          throw new IllegalStateException("oops");
        };

    assertThat(run("look")).isEqualTo(70);
    Matcher line =
        Pattern.compile("ngxscope: internal error: .*oops \\(full trace in (\\S+); .*\\)\n")
            .matcher(stderr());
    assertThat(line.matches()).as(stderr()).isTrue();
    Path trace = Path.of(line.group(1));
    assertThat(Files.readString(trace)).contains("IllegalStateException: oops", "MainTest");
    Files.delete(trace);
  }

  @Test
  void withDebugTheTraceIsPrintedAtOnce() {
    work =
        invocation -> {
          throw new IllegalStateException("oops");
        };

    assertThat(run("look", "--debug")).isEqualTo(70);
    assertThat(stderr()).contains("oops", "at io.ngxscope.cli.MainTest");
  }

  @Test
  void aFullDiskBehindStandardOutputIsNoSuccess() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws java.io.IOException {
            throw new java.io.IOException("No space left on device");
          }
        };
    work =
        invocation -> {
          invocation.out().print("data");
          return Command.DONE;
        };

    Streams streams = new Streams(new PrintStream(full), print(err), screen, false);

    assertThat(new Main(List.of(new Look()), streams).run(List.of("look"))).isEqualTo(7);
    assertThat(stderr()).contains("standard output could not be written");
  }

  @Test
  void mistypedCommandsAndOptionsAreGuessed() {
    assertThat(run("lok")).isEqualTo(2);
    assertThat(stderr()).contains("did you mean `ngxscope look`?");
    assertThat(run("look", "--jason")).isEqualTo(2);
    assertThat(stderr()).contains("did you mean --json?");
    assertThat(run("look", "4711")).isEqualTo(2);
    assertThat(stderr()).contains("did you mean -p 4711?");
  }

  @Test
  void otherNonsenseIsExplained() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("xyzzy")).isEqualTo(2);
    assertThat(stderr()).contains("the commands are: look");
    assertThat(run("-p", "1")).isEqualTo(2);
    assertThat(stderr()).contains("the command comes first");
    assertThat(run("look", "-p")).isEqualTo(2);
    assertThat(stderr()).contains("--pid needs a value");
  }

  @Test
  void helpAndVersionAreData() {
    assertThat(run("--version")).isZero();
    assertThat(stdout()).matches("ngxscope \\d+\\.\\d+\\.\\d+\\S*\\s");
    assertThat(run("--help")).isZero();
    assertThat(stdout()).contains("look", "looks at things", "exit status");
    assertThat(run("look", "-p", "1", "--help")).isZero();
    assertThat(stdout()).contains("$ ngxscope look", "--pid PID[,PID]...");
    assertThat(stderr()).isEmpty();
  }

  private int run(String... args) {
    Streams streams = new Streams(print(out), print(err), screen, false);
    return new Main(List.of(new Look()), streams).run(List.of(args));
  }

  private static PrintStream print(OutputStream to) {
    return new PrintStream(to, false, StandardCharsets.UTF_8);
  }

  private String stdout() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String stderr() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private final class Look implements Command {
    @Override
    public String name() {
      return "look";
    }

    @Override
    public String summary() {
      return "looks at things";
    }

    @Override
    public Options options() {
      return new Options().addOption(CommonOptions.pid()).addOption(CommonOptions.json());
    }

    @Override
    public String example() {
      return "$ ngxscope look\nseen";
    }

    @Override
    public int run(Invocation invocation) {
      return work.applyAsInt(invocation);
    }
  }
}
