package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What narrows a page down: culprit, URL, worker, verdict, block, a range of time. */
class PageFilterIT extends InBrowser {
  @Test
  void aCulpritThatIsClickedIsAllThatTheFlameGraphShows() throws Exception {
    open(incident, "");
    browser.evaluate("document.querySelectorAll('.pick')[1].click()");
    assertThat(browser.text("#chips")).contains("only by_price");
    assertThat(browser.text("#flame-total")).startsWith("459 ms");
    assertThat(browser.text("#blocks-count")).startsWith("14 blocks");
    assertThat(browser.evaluate("location.hash").asText()).isEqualTo("#c=1");
    browser.evaluate("document.querySelector('.chip').click()");
    assertThat(browser.text("#flame-total")).startsWith("1.91 s");
  }

  @Test
  void urlAndWorkerFilterWhatIsShown() throws Exception {
    open(incident, "");
    String all = browser.text("#flame-total");
    choose("request", "[...e.options].find(o => o.text.includes('/catalog')).value");
    assertThat(browser.text("#chips")).contains("/catalog");
    assertThat(browser.text("#flame-total")).isNotEqualTo(all).contains(" ms in ");
    choose("request", "''");
    choose("worker", "e.options[1].value");
    assertThat(browser.text("#chips")).contains("worker ");
    assertThat(browser.evaluate("location.hash").asText()).isEqualTo("#w=0");
  }

  @Test
  void aRangeDraggedOnTheTimelineFiltersTheFlameGraph() throws Exception {
    open(incident, "");
    double left = number("document.getElementById('timeline-canvas').getBoundingClientRect().left");
    double top = number("document.getElementById('timeline-canvas').getBoundingClientRect().top");
    double width = number("document.getElementById('timeline-canvas').clientWidth");
    // The first three seconds of thirty: one block of the shell, and two sorts.
    double end = left + 84 + (width - 84) * 0.1;
    browser.drag(left + 85, top + 10, end, top + 10);
    assertThat(browser.text("#blocks-count")).startsWith("3 blocks");
    assertThat(browser.text("#chips")).contains(" to 3.0");
    assertThat(browser.evaluate("document.getElementById('timeline-zoom').hidden").booleanValue())
        .isFalse();
  }

  @Test
  void aRangeDraggedOnTheHeatMapOfLoopLatencyFiltersTheFlameGraphToo() throws Exception {
    open(incident, "");
    assertThat(browser.evaluate("document.getElementById('heat').hidden").booleanValue()).isFalse();
    Box heat = box("heat-canvas");
    browser.drag(heat.timeX(0), heat.top() + 10, heat.timeX(0.1), heat.top() + 10);
    assertThat(browser.text("#blocks-count")).startsWith("3 blocks");
    browser.evaluate("document.getElementById('timeline-zoom').click()");
    assertThat(browser.evaluate("document.getElementById('timeline-whole').hidden").booleanValue())
        .isFalse();
    browser.evaluate("document.getElementById('timeline-whole').click()");
    assertThat(browser.evaluate("document.getElementById('timeline-whole').hidden").booleanValue())
        .isTrue();
  }

  @Test
  void aCellOfTheHeatMapSaysHowManyIterationsTookSoLong() throws Exception {
    open(incident, "");
    Box heat = box("heat-canvas");
    browser.mouse("mouseMoved", heat.timeX(0.5), heat.top() + heat.height() - 75);
    browser.waitFor("!document.getElementById('tooltip').hidden");
    assertThat(browser.text("#tooltip")).contains("iteration").contains(" to ").contains("ms long");
    browser.drag(heat.timeX(0.5), heat.top() + heat.height() - 75, heat.timeX(0.5), heat.top() + 5);
    assertThat(browser.text("#chips")).contains(" s");
  }

  @Test
  void aRangeCanBeTyped() throws Exception {
    open(incident, "");
    browser.evaluate("document.getElementById('range-to').value = '3'");
    browser.evaluate(
        "document.getElementById('range-to').dispatchEvent(new Event('change', {bubbles: true}))");
    assertThat(browser.text("#blocks-count")).startsWith("3 blocks");
    assertThat(browser.evaluate("location.hash").asText()).isEqualTo("#t=0-3000000");
    browser.press("Escape");
    assertThat(browser.text("#blocks-count")).doesNotStartWith("3 blocks");
  }

  @Test
  void aRangeOfTimeFiltersSamplesThatBelongToNoBlock() throws Exception {
    Path file = folder.resolve("samples.html");
    ReportFiles.write(Big.capture("profile", 3_000), file, true);
    open(file, "");
    assertThat(browser.evaluate("document.getElementById('timeline').hidden").booleanValue())
        .isFalse();
    assertThat(browser.text("#flame-total")).contains("in 3,000 samples");
    browser.evaluate("location.hash = '#t=0-150000'"); // of 300 ms, one sample each 0.1 ms
    browser.waitFor("document.getElementById('chips').textContent.includes(' to ')");
    assertThat(browser.text("#flame-total")).contains("in 1,501 samples");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatWaitedAndWhatComputedCanBeToldApart() throws Exception {
    open(incident, "");
    double all = shownMicros();
    choose("kind", "'cpu'");
    double computing = shownMicros();
    assertThat(browser.evaluate("location.hash").asText()).isEqualTo("#k=cpu");
    choose("kind", "'wait'");
    assertThat(computing + shownMicros()).isEqualTo(all);
    assertThat(computing).isBetween(1.0, all - 1);
    choose("kind", "''");
  }

  @Test
  void aRecordingOfAnOlderVersionShowsItsBlocksAsAHeatMap() throws Exception {
    Path file = folder.resolve("older.html");
    ReportFiles.write(Incident.withoutSlices(), file, true);
    open(file, "");
    assertThat(browser.evaluate("document.getElementById('heat').hidden").booleanValue()).isTrue();
    assertThat(browser.evaluate("document.querySelectorAll('svg.heat rect').length").intValue())
        .isGreaterThan(60);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aFingerSelectsARange() throws Exception {
    open(incident, "");
    Box timeline = box("timeline-canvas");
    try {
      browser.swipe(timeline.timeX(0), timeline.top() + 10, timeline.timeX(0.1));
      assertThat(browser.text("#blocks-count")).startsWith("3 blocks");
    } finally {
      browser.noFingers();
    }
  }

  /** What the table of the flame graph sums up to: the widths of its root. */
  private static double shownMicros() throws Exception {
    choose("view", "'table'");
    double sum =
        number(
            "[...document.querySelectorAll('#flame-table tbody tr')]"
                + ".map(r => Number(r.cells[3].dataset.weight)).reduce((a, b) => a + b, 0)");
    choose("view", "'icicle'");
    return sum;
  }

  @Test
  void aBlockClickedOnTheTimelineOpensItsStacks() throws Exception {
    open(incident, "");
    double left = number("document.getElementById('timeline-canvas').getBoundingClientRect().left");
    double top = number("document.getElementById('timeline-canvas').getBoundingClientRect().top");
    double width = number("document.getElementById('timeline-canvas').clientWidth");
    double x = left + 84 + (width - 84) * 1.24 / 30;
    browser.drag(x, top + 36, x, top + 36);
    browser.waitFor("document.querySelector('#block-list details[open] .stack')");
    assertThat(browser.text("#block-list .stack")).startsWith("do_wait").contains("pdf.lua:88");
  }
}
