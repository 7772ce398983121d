package io.ngxscope.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.cli.command.Commands;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages in the real man, completions in the real shells. */
class InstalledDocumentsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Documents.write(Commands.all(words -> 0), folder, "2026-11-01");
    Files.createFile(folder.resolve("night.ngxr"));
    Files.createFile(folder.resolve("night.txt"));
  }

  @Test
  void givenEveryManualPage_whenFormatted_thenThereIsNoWarning() throws IOException {
    Needs.program("man");
    Needs.program("groff");
    try (Stream<Path> pages = Files.list(folder.resolve("man/man1"))) {
      for (Path page : pages.toList()) {
        Outcome outcome = run("man", "--warnings", "-E", "UTF-8", "-l", page.toString());

        assertThat(outcome.exit()).as(outcome::describe).isZero();
        assertThat(outcome.stderr()).as(page.toString()).isEmpty();
        assertThat(outcome.stdout()).contains("NAME", "SYNOPSIS", "EXIT STATUS");
      }
    }
  }

  @Test
  void givenBash_whenTabIsPressed_thenCommandsOptionsPidsAndRecordingsAreOffered() {
    Needs.program("bash");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String master = Long.toString(sample.master());
      assertThat(bash("blo")).containsExactly("block");
      assertThat(bash("block --rec")).containsExactly("--record");
      assertThat(bash("block -p ")).contains(master, sample.workers().get(0).toString());
      assertThat(bash("block -p 7," + master)).containsExactly("7," + master);
      assertThat(bash("report ni")).containsExactly("night.ngxr");
      assertThat(bash("block -o ni")).containsExactlyInAnyOrder("night.ngxr", "night.txt");
      assertThat(bash("explain blo")).contains("block");
    }
  }

  @Test
  void givenFish_whenTabIsPressed_thenCommandsOptionsPidsAndRecordingsAreOffered() {
    Needs.program("fish");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String master = Long.toString(sample.master());
      assertThat(fish("blo")).containsExactly("block");
      assertThat(fish("block --rec")).containsExactly("--record");
      assertThat(fish("block -p ")).contains(master, sample.workers().get(0).toString());
      assertThat(fish("block -p 7," + master)).containsExactly("7," + master);
      assertThat(fish("report ni")).startsWith("night.ngxr"); // then all other files
      assertThat(fish("explain blo")).contains("block");
    }
  }

  @Test
  void givenZsh_whenTabIsPressed_thenCommandsOptionsPidsAndRecordingsAreOffered() {
    Needs.program("zsh");
    try (NginxSample sample = NginxSample.blocking().start()) {
      String master = Long.toString(sample.master());
      assertThat(zsh("bloc")).contains("ngxscope block");
      assertThat(zsh("block --rec")).contains("ngxscope block --record");
      assertThat(zsh("block -p " + master.substring(0, master.length() - 1))).contains(master);
      assertThat(zsh("report ni")).contains("ngxscope report night.ngxr");
      assertThat(zsh("explain bloc")).contains("ngxscope explain block");
    }
  }

  /** What the function offers for a line, asked as readline asks it. */
  private List<String> bash(String line) {
    String script =
        """
        source "$1"; read -r -a COMP_WORDS <<<"ngxscope $2"
        case $2 in *' ') COMP_WORDS+=('') ;; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _ngxscope
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    String file = folder.resolve("bash-completion/completions/ngxscope").toString();
    return lines(run("bash", "--norc", "-c", script, "bash", file, line));
  }

  /** Fish tells what it would offer. */
  private List<String> fish(String line) {
    String file = folder.resolve("fish/vendor_completions.d/ngxscope.fish").toString();
    String script = "source $argv[1]; complete -C \"ngxscope $argv[2]\"";
    return lines(run("fish", "--no-config", "-c", script, file, line)).stream()
        .map(l -> l.replaceFirst("\t.*", ""))
        .toList();
  }

  /** What zsh shows on a terminal of its own when Tab is pressed behind the line. */
  private String zsh(String line) {
    Path script = script("zsh-complete.zsh");
    String functions = folder.resolve("zsh/vendor-completions").toString();
    Outcome outcome = run("zsh", "-f", script.toString(), functions, "ngxscope " + line);
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return outcome.stdout();
  }

  private Path script(String name) {
    try (var in = InstalledDocumentsIT.class.getResourceAsStream(name)) {
      Path file = folder.resolve(name);
      Files.write(file, in.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Outcome outcome) {
    assertThat(outcome.stderr()).as(outcome::describe).isEmpty();
    return outcome.stdout().lines().toList();
  }

  private Outcome run(String... command) {
    return Running.run(List.of(command), folder, PATIENCE);
  }
}
