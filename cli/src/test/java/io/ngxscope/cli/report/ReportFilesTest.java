package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "a.html, <!DOCTYPE html>",
    "A.HTML, <!DOCTYPE html>",
    "a.svg, <?xml",
    "a.json, {",
    "a.folded, main;",
    "a.b.txt, ngxscope block"
  })
  void theExtensionPicksTheFormat(String name, String beginning) throws Exception {
    Path file = folder.resolve(name);
    ReportFiles.write(Incident.recording(), file, false);
    assertThat(Files.readString(file)).startsWith(beginning);
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.pdf", "a", "html", ".", "a."})
  void anUnknownExtensionIsAUsageErrorThatListsTheFormats(String name) {
    assertThatThrownBy(() -> ReportFiles.write(Incident.recording(), folder.resolve(name), false))
        .isInstanceOfSatisfying(
            DiagnosticException.Usage.class,
            e -> assertThat(e.advice()).contains(".folded .html .json .svg .txt"));
  }

  @Test
  void aFileThatIsThereIsReplacedOnlyByForce() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(() -> ReportFiles.write(Incident.recording(), file, false))
        .isInstanceOf(DiagnosticException.Usage.class);
    assertThat(file).hasContent("old");
    ReportFiles.write(Incident.recording(), file, true);
    assertThat(Files.readString(file)).contains("pdf.lua:88");
  }
}
