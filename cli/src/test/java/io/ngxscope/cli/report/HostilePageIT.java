package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Hostile texts in a real browser: shown, never run. */
class HostilePageIT extends InBrowser {
  @Test
  void hostileTextsAreShownAndNeverRun() throws Exception {
    Path file = folder.resolve("hostile.html");
    ReportFiles.write(Hostile.recording(Hostile.all()), file, false);
    for (String view : List.of("", "#v=table", "#v=flame&q=script", "#b=1")) {
      open(file, view);
      assertThat(
              browser
                  .evaluate("document.documentElement.dataset.pwned === undefined")
                  .booleanValue())
          .isTrue();
      assertThat(browser.evaluate("document.scripts.length").intValue()).isEqualTo(2);
      assertThat(browser.evaluate("document.images.length").intValue()).isZero();
      assertThat(browser.requests()).hasSize(1);
      assertThat(browser.complaints()).isEmpty();
    }
    assertThat(browser.text("body")).contains("</script><script>document.documentElement");
  }

  @Test
  void hostileNamesInFoldedStacksNeverRun() throws Exception {
    StringBuilder text = new StringBuilder();
    Hostile.all()
        .forEach(
            name -> text.append("main;").append(name.replaceAll("[\n\r;]", " ")).append(" 7\n"));
    Path folded = folder.resolve("hostile.folded");
    java.nio.file.Files.write(folded, text.toString().getBytes(StandardCharsets.UTF_8));
    for (String name : List.of("hostile-flame.html", "hostile-flame.svg")) {
      Path page = flame(folded, name, "samples");
      browser.open(page, name.endsWith("html") ? "#v=table" : "");
      browser.waitFor(
          "document.documentElement.dataset.ready || document.documentElement.dataset.drawn");
      assertThat(
              browser
                  .evaluate("document.documentElement.dataset.pwned === undefined")
                  .booleanValue())
          .isTrue();
      assertThat(browser.requests()).hasSize(1);
      assertThat(browser.complaints()).isEmpty();
    }
  }
}
