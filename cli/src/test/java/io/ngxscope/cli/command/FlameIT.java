package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of other tools, good and broken: a report or a clear error, never a stack trace. */
class FlameIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  @TempDir private Path folder;

  @Test
  void givenAnEmptyFile_thenTheReportSaysThatThereIsNothing() throws IOException {
    Outcome outcome = flame(file("empty.folded", ""), "empty.html");
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    assertThat(report("empty.html")).contains("No stack was recorded.");
  }

  @Test
  void givenOneStack_thenThatIsTheGraph() throws IOException {
    Path one = file("one.folded", "main;work 7\n");
    Outcome outcome = flame(one, "one.svg");
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    assertThat(outcome.stderr()).contains("folded stacks, 1 stack");
    assertThat(report("one.svg")).contains("main", "work", "7 samples");
    assertThat(flame(one, "one.folded.folded").exit()).isZero();
    assertThat(report("one.folded.folded")).isEqualTo("main;work 7\n");
  }

  @Test
  void givenAStackOfFiveThousandFrames_thenAllOfThemAreThere() throws IOException {
    String deep = "again;".repeat(4_999) + "innermost";
    Path file = file("deep.folded", deep + " 3\n");
    for (String name : new String[] {"deep.html", "deep.svg", "deep.pb.gz", "deep.otlp"}) {
      Outcome outcome = flame(file, name);
      assertThat(outcome.exit()).as(outcome::describe).isZero();
    }
    assertThat(flame(folder.resolve("deep.pb.gz"), "back.folded").exit()).isZero();
    assertThat(report("back.folded")).isEqualTo(deep + " 3\n");
  }

  @Test
  void givenAGzipFileThatBreaksOff_thenWhatWasReadIsShownAndTheRestIsSaidToBeMissing()
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("main;f").append(i * 7919 % 10_007).append(";g").append(i).append(" 1\n");
    }
    byte[] packed = gzip(text.toString());
    Path half = Files.write(folder.resolve("half.gz"), Arrays.copyOf(packed, packed.length / 2));
    Outcome outcome = flame(half, "half.html");
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    assertThat(outcome.stderr()).contains("packed by gzip").contains("The file breaks off");
    assertThat(report("half.html")).contains("The file breaks off");
  }

  @Test
  void givenABrokenPprof_thenOneLineSaysSo() throws IOException {
    byte[] profile = {0x0a, 0x04, 0x08, 0x01, 0x10, 0x02, 0x12, 0x7f, 0x0a, 0x01};
    Path broken = Files.write(folder.resolve("broken.pb"), profile);
    Outcome outcome = flame(broken, "never.html");
    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(8);
    assertThat(outcome.stderr())
        .startsWith("ngxscope: " + broken + " is broken")
        .doesNotContain("Exception", "\tat ");
    assertThat(folder.resolve("never.html")).doesNotExist();
  }

  @Test
  void givenNoiseOrNoFile_thenTheErrorSaysWhatToDo() throws IOException {
    byte[] noise = new byte[5_000];
    new java.util.Random(7).nextBytes(noise);
    Outcome outcome = flame(Files.write(folder.resolve("noise"), noise), "never.html");
    assertThat(outcome.exit()).as(outcome::describe).isEqualTo(8);
    Outcome missing = flame(folder.resolve("missing"), "never.html");
    assertThat(missing.exit()).as(missing::describe).isEqualTo(2);
    assertThat(missing.stderr()).contains("does not exist");
  }

  @Test
  void givenStandardInput_thenADashReadsItAndAFileThatIsThereStaysWithoutForce() throws Exception {
    Path input = Files.write(folder.resolve("in.gz"), gzip("main;work 7\n"));
    Path output = folder.resolve("out.folded");
    for (String[] attempt : new String[][] {{"", "0"}, {"", "2"}, {"--force", "0"}}) {
      Process process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  Launcher.program() + " flame - -o " + output + " " + attempt[0] + " <" + input)
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(said).isEqualTo(Integer.parseInt(attempt[1]));
    }
    assertThat(Files.readString(output)).isEqualTo("main;work 7\n");
  }

  @Test
  void givenAReaderThatHasSeenEnough_thenTheRestIsNoFailure() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      text.append("main;function_").append(i).append(" 1\n");
    }
    Path many = file("many.folded", text.toString());
    String command = Launcher.program() + " flame --json " + many + "; echo exit $? >&2";
    Process process = new ProcessBuilder("bash", "-c", "(" + command + ") | head -c 10").start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).endsWith("exit 0\n").doesNotContain("could not");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String report(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private Outcome flame(Path input, String output) {
    return Launcher.ofThisTree()
        .run(PATIENCE, "flame", input.toString(), "-o", folder.resolve(output).toString());
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
