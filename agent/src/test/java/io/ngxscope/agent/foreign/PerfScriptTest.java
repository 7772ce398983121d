package io.ngxscope.agent.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.foreign.ForeignProfiles.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text of perf script, with every option of stackcollapse-perf.pl. */
class PerfScriptTest {
  private static final Path FIXTURES = Path.of("src/test/resources/io/ngxscope/agent/foreign");

  static Stream<Arguments> options() {
    return Stream.of(
        Arguments.of("plain", PerfOptions.NONE),
        Arguments.of("pid", new PerfOptions(true, false, false, false, false, false, "")),
        Arguments.of("tid", new PerfOptions(false, true, false, false, false, false, "")),
        Arguments.of("all", new PerfOptions(false, false, true, true, false, false, "")),
        Arguments.of("addrs", new PerfOptions(false, false, false, false, false, true, "")),
        Arguments.of(
            "cycles", new PerfOptions(false, false, false, false, false, false, "cycles")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("options")
  void foldsAsStackcollapsePerfDoes(String name, PerfOptions options) throws IOException {
    Loaded loaded = read(options);
    assertThat(loaded.sources().get(0).format()).isEqualTo("perf script text");
    List<String> lines = ForeignProfilesTest.folded(loaded);
    String folded = String.join("\n", lines.stream().sorted().toList()) + "\n";
    Path golden = FIXTURES.resolve("perf-" + name + ".folded");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, folded);
    }
    assertThat(folded).as("golden file %s", golden).isEqualTo(Files.readString(golden));
  }

  @Test
  void saysWhichEventsAreLeftOutAndWhatWasNotUnderstood() {
    assertThat(read(PerfOptions.NONE).sources().get(0).notes())
        .containsExactly(
            "Only events of type cpu-clock:ppp are counted; there are others, such as cycles.",
            "1 lines were not understood and left out.");
  }

  private static Loaded read(PerfOptions options) {
    return ForeignProfiles.read(List.of(FIXTURES.resolve("perf.txt").toString()), options, null);
  }
}
