package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The flame graph under mouse, keyboard and finger. */
class FlameBrowserIT extends InBrowser {
  @Test
  void slashSearchesAndEscapeTakesBack() throws Exception {
    open(incident, "");
    browser.press("/");
    assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("search");
    for (String letter : "table.sort".split("")) {
      browser.press(letter);
    }
    assertThat(browser.text("#matched")).isEqualTo("24.0 % matched");
    browser.press("Escape");
    assertThat(browser.text("#matched")).isEmpty();
  }

  @Test
  void arrowsWalkEnterZoomsAndTheWalkIsSaidAloud() throws Exception {
    open(incident, "");
    browser.evaluate("document.getElementById('flame-canvas').focus()");
    for (int i = 0; i < 8; i++) {
      browser.press("ArrowDown");
    }
    assertThat(browser.text("#flame-said")).startsWith("handler, /srv/shop/handlers/report.lua:31");
    browser.press("ArrowRight");
    assertThat(browser.text("#flame-said"))
        .startsWith("handler, /srv/shop/handlers/catalog.lua:19");
    browser.press("Enter");
    assertThat(browser.evaluate("location.hash").asText()).startsWith("#z=");
    assertThat(browser.evaluate("document.getElementById('reset').hidden").booleanValue())
        .isFalse();
    browser.press("Escape");
    browser.evaluate("document.getElementById('reset').click()");
    assertThat(browser.evaluate("location.hash").asText()).isEmpty();
  }

  @Test
  void aFingerTapsOnceToReadAndTwiceToZoom() throws Exception {
    open(incident, "");
    Box flame = box("flame-canvas");
    try {
      browser.tap(flame.left() + 100, flame.top() + 9 * 20 + 10);
      browser.waitFor("!document.getElementById('tooltip').hidden");
      assertThat(browser.text("#tooltip")).contains("render");
      assertThat(browser.evaluate("location.hash").asText()).isEmpty();
      browser.tap(flame.left() + 100, flame.top() + 9 * 20 + 10);
      browser.waitFor("location.hash.startsWith('#z=')");
      assertThat(browser.evaluate("document.getElementById('tooltip').hidden").booleanValue())
          .isTrue();
    } finally {
      browser.noFingers();
    }
  }

  @Test
  void growingUpwardsTheArrowsTurnRound() throws Exception {
    open(incident, "#v=flame");
    browser.evaluate("document.getElementById('flame-canvas').focus()");
    browser.press("ArrowUp");
    assertThat(browser.text("#flame-said")).startsWith("main");
    browser.press("ArrowDown");
    assertThat(browser.text("#flame-said")).startsWith("all");
  }

  @Test
  void hoveringNamesFileAndLine() throws Exception {
    open(incident, "");
    browser.evaluate(
        "document.getElementById('flame').scrollIntoView({behavior: 'instant', block: 'start'})");
    double left = number("document.getElementById('flame-canvas').getBoundingClientRect().left");
    double top = number("document.getElementById('flame-canvas').getBoundingClientRect().top");
    browser.mouse("mouseMoved", left + 100, top + 9 * 20 + 10);
    assertThat(browser.text("#tooltip"))
        .contains("render")
        .contains("/srv/shop/lib/pdf.lua:88")
        .contains("Lua, interpreted");
  }

  @Test
  void aStackOfThousandsOfFramesScrolls() throws Exception {
    Path file = folder.resolve("deep.html");
    Stack deep = new Stack(Collections.nCopies(5_000, new Frame.Fast("again")));
    ReportFiles.write(with(List.of(Incident.on(30_000, deep))), file, false);
    open(file, "");
    int rows = browser.evaluate("document.documentElement.dataset.drawn").asInt();
    assertThat(rows).as("what fits into the window").isBetween(5, 100);
    browser.evaluate("document.getElementById('flame-scroll').scrollTop = 1e9");
    browser.waitFor("document.getElementById('flame-scroll').scrollTop > 90000");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void bottomUpStartsWithWhatWasExecuting() throws Exception {
    open(incident, "#v=callers");
    assertThat(browser.text("#flame-total")).startsWith("1.91 s");
    browser.evaluate("document.getElementById('flame-canvas').focus()");
    browser.press("ArrowDown");
    assertThat(browser.text("#flame-said")).startsWith("do_wait");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    browser.press("Enter");
    assertThat(browser.evaluate("document.getElementById('reset').hidden").booleanValue())
        .isFalse();
    choose("view", "'icicle'");
    assertThat(browser.text("#flame-total")).startsWith("1.91 s");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aStackIsCopiedInnermostFirst() throws Exception {
    open(incident, "");
    browser.evaluate(
        "Object.defineProperty(navigator, 'clipboard',"
            + " {value: {writeText: (t) => { window.copiedText = t; }}})");
    browser.evaluate("document.getElementById('flame-canvas').focus()");
    for (int i = 0; i < 8; i++) {
      browser.press("ArrowDown");
    }
    browser.press("c");
    browser.waitFor("window.copiedText");
    String[] lines = browser.evaluate("window.copiedText").asText().split("\n");
    assertThat(lines[0]).isEqualTo("handler  /srv/shop/handlers/report.lua:31");
    assertThat(lines).hasSize(8);
  }

  @Test
  void theSvgAloneSearchesAndZooms() throws Exception {
    Path svg = folder.resolve("incident.svg");
    ReportFiles.write(Incident.recording(), svg, false);
    browser.open(svg, "");
    browser.waitFor("document.documentElement.dataset.drawn > 20");
    browser.evaluate(
        "[...document.querySelectorAll('.func_g')]"
            + ".find(g => g.textContent.startsWith('table.sort'))"
            + ".querySelector('rect').dispatchEvent(new MouseEvent('click', {bubbles: true}))");
    assertThat(
            browser
                .evaluate("document.documentElement.classList.contains('zoomed')")
                .booleanValue())
        .isTrue();
    assertThat(browser.evaluate("document.querySelectorAll('.func_g.hidden').length").intValue())
        .isGreaterThan(5);
    assertThat(browser.requests()).hasSize(1);
  }
}
