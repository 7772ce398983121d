package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ngxscope.samples.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** axe-core finds nothing that keeps people with disabilities out: contrast, names, structure. */
class AccessibilityIT extends InBrowser {
  private static String axe;

  @BeforeAll
  static void readAxe() throws Exception {
    axe = Files.readString(Needs.testPackage("axe.min.js"));
  }

  @AfterEach
  void asItWas() throws Exception {
    browser.prefer("light");
    browser.size(1280, 900);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#v=table", "#v=callers", "#c=0", "#b=1", "#t=0-3000000&q=render"})
  void aPageInLightColours(String fragment) throws Exception {
    open(incident, fragment);
    assertThat(violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "#v=table", "#c=0&b=1"})
  void aPageInDarkColours(String fragment) throws Exception {
    browser.prefer("dark");
    open(incident, fragment);
    assertThat(violations()).isEmpty();
  }

  @Test
  void aPageOnANarrowScreen() throws Exception {
    browser.size(390, 800);
    open(incident, "");
    assertThat(violations()).isEmpty();
  }

  @Test
  void theDifferenceOfTwoRecordings() throws Exception {
    Path page = folder.resolve("diff-axe.html");
    RecordingDiff diff =
        RecordingDiff.of(
            RecordingDiffTest.steady(4), Incident.recording(), RecordingDiff.Per.SECOND);
    ReportFiles.write(diff, page, true);
    open(page, "");
    assertThat(violations()).isEmpty();
  }

  @Test
  void aProfile() throws Exception {
    Path page = folder.resolve("profile-axe.html");
    ReportFiles.write(Big.capture("profile", 500), page, true);
    open(page, "");
    assertThat(violations()).isEmpty();
  }

  @Test
  void stacksOfOtherTools() throws Exception {
    Path folded = Files.writeString(folder.resolve("axe.folded"), "main;parse 3\nmain;work 4\n");
    open(flame(folded, "axe-flame.html", "samples"), "");
    assertThat(violations()).isEmpty();
  }

  /** What axe finds, each with where. */
  private static List<String> violations() throws Exception {
    browser.evaluate(axe + ";0");
    JsonNode found =
        browser.evaluate(
            "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v =>"
                + " v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160) + ' ' +"
                + " (n.any[0]?.message ?? n.failureSummary)).join(' | ')))");
    List<String> words = new ArrayList<>();
    found.forEach(violation -> words.add(violation.asText()));
    return words;
  }
}
