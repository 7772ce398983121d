package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** How pages look: light, dark, narrow, printed, compared. */
class PageLooksIT extends InBrowser {
  @Test
  void aDiffColoursWhatChangedAndShowsBothSides() throws Exception {
    Path page = folder.resolve("diff.html");
    ReportFiles.write(
        RecordingDiff.of(
            RecordingDiffTest.steady(4), Incident.recording(), RecordingDiff.Per.SECOND),
        page,
        false);
    open(page, "");
    assertThat(browser.text("#legend")).contains("more time than before");
    browser.evaluate("document.getElementById('flame').scrollIntoView({behavior: 'instant'})");
    shoot("diff");
    String after = browser.text("#flame-total");
    choose("kind", "'wait'");
    assertThat(browser.text("#flame-total")).isNotEqualTo(after);
    browser.evaluate("document.getElementById('flame').scrollIntoView({behavior: 'instant'})");
    double left = number("document.getElementById('flame-canvas').getBoundingClientRect().left");
    double top = number("document.getElementById('flame-canvas').getBoundingClientRect().top");
    browser.mouse("mouseMoved", left + 60, top + 30);
    assertThat(browser.text("#tooltip")).contains("before ").contains(", after ");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aNarrowScreenNeedsNoSidewaysScrolling() throws Exception {
    browser.size(390, 800);
    try {
      open(incident, "");
      assertThat(browser.evaluate("document.documentElement.scrollWidth").intValue())
          .isLessThanOrEqualTo(390);
      assertThat(drawn()).isGreaterThan(10);
    } finally {
      browser.size(1280, 900);
    }
  }

  @Test
  void onPaperThereAreNoControlsAndTheWholeFlameGraph() throws Exception {
    open(incident, "");
    browser.medium("print");
    try {
      assertThat(
              browser
                  .evaluate(
                      "[...document.querySelectorAll('button:not(.pick), input, select, kbd')]"
                          + ".filter(e => e.checkVisibility()).length")
                  .intValue())
          .isZero();
      assertThat(
              browser
                  .evaluate("getComputedStyle(document.getElementById('flame-scroll')).maxHeight")
                  .asText())
          .isEqualTo("none");
      browser.evaluate("dispatchEvent(new Event('beforeprint'))");
      assertThat(number("document.getElementById('flame-canvas').clientHeight"))
          .isEqualTo(number("document.getElementById('flame-room').clientHeight"));
      browser.evaluate("dispatchEvent(new Event('afterprint'))");
      assertThat(browser.printed()).startsWith('%', 'P', 'D', 'F');
    } finally {
      browser.medium("");
    }
  }

  @Test
  void darknessIsRespected() throws Exception {
    open(incident, "");
    double light = brightness();
    shoot("light");
    browser.prefer("dark");
    open(incident, "");
    shoot("dark");
    assertThat(light).isGreaterThan(200);
    assertThat(brightness()).isLessThan(80);
    browser.prefer("light");
  }
}
