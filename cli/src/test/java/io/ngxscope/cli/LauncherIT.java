package io.ngxscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LauncherIT {
  private static final Pattern LIBRARY =
      Pattern.compile("load\\] (oshi|com\\.sun\\.jna|org\\.jline|com\\.fasterxml|org\\.apache)\\.");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void versionAndHelpAreData() {
    Outcome version = Launcher.ofThisTree().run(PATIENCE, "--version");
    Outcome help = Launcher.ofThisTree().run(PATIENCE, "--help");

    assertThat(version.exit()).as(version::describe).isZero();
    assertThat(version.stdout()).matches("ngxscope \\d+\\.\\d+\\.\\d+\\S*\\n");
    assertThat(version.stderr()).isEmpty();
    assertThat(help.stdout()).contains("ps ", "doctor ", "exit status");
  }

  /** What makes it start fast: time itself is not asserted. */
  @Test
  void versionLoadsNoLibraryBesideTheJdk() {
    Outcome outcome =
        Running.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-verbose:class",
                "-cp",
                System.getProperty("java.class.path"),
                "io.ngxscope.cli.Main",
                "--version"),
            Path.of("/"),
            PATIENCE);

    assertThat(outcome.exit()).as(outcome::describe).isZero();
    assertThat(outcome.stdout()).contains("io.ngxscope.cli.Main");
    assertThat(outcome.stdout().lines().filter(line -> line.contains("load] ")))
        .noneMatch(line -> LIBRARY.matcher(line).find());
  }

  @Test
  void withoutACommandTheStatusIsUsage() {
    Outcome outcome = Launcher.ofThisTree().run(PATIENCE);

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.stdout()).isEmpty();
    assertThat(outcome.stderr()).contains("ngxscope --help");
  }
}
