package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.Tracer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of the scripts are made from their headers; {@code -Dgolden.update=true} does it. */
class ProbeDocTest {
  private static final Path PAGES = Path.of("../docs/probes");

  @Test
  void thePageOfEachScriptSaysWhatItsHeaderSays() throws IOException {
    for (ProbeSpec spec : ProbeCatalog.shipped().probes()) {
      Path page = PAGES.resolve(file(spec));
      String text =
          "<!-- Made from the header of probes/"
              + spec.file()
              + ". -->\n"
              + ProbeDoc.markdown(spec);
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(page, text);
      }
      assertThat(Files.readString(page)).as("%s", page).isEqualTo(text);
    }
  }

  @Test
  void noPageIsOfAScriptThatIsGone() throws IOException {
    List<String> expected =
        ProbeCatalog.shipped().probes().stream().map(ProbeDocTest::file).toList();
    try (Stream<Path> pages = Files.list(PAGES)) {
      assertThat(
              pages
                  .map(p -> p.getFileName().toString())
                  .filter(n -> n.startsWith("bpftrace-") || n.startsWith("perf-")))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static String file(ProbeSpec spec) {
    String prefix = spec.backend() == Tracer.BPFTRACE ? "bpftrace-" : "";
    return prefix + spec.name() + ".md"; // those for perf have it in their names
  }
}
