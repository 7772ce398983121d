package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.samples.Needs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser: what it draws, how it answers, and that nothing hostile runs in it.
 */
class PageBrowserIT {
  // The browser may still be writing into its profile while it dies.
  @TempDir(cleanup = CleanupMode.NEVER)
  static Path profile;

  @TempDir static Path folder;
  private static Browser browser;
  private static Path incident;

  @BeforeAll
  static void start() throws Exception {
    Needs.program("chromium");
    incident = folder.resolve("incident.html");
    ReportFiles.write(Incident.recording(), incident, false);
    ReportFiles.write(Incident.recording(), folder.resolve("incident.svg"), false);
    browser = Browser.start(profile);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void thePageDrawsItselfAsksForNothingAndTheBrowserHasNoComplaint() throws Exception {
    open(incident, "");
    assertThat(drawn()).isGreaterThan(20);
    assertThat(browser.requests()).containsExactly(incident.toUri().toString());
    assertThat(browser.complaints()).isEmpty();
  }

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
  void theTableHoldsTheNumbersOfTheFlameGraph() throws Exception {
    open(incident, "#v=table");
    assertThat(browser.text("#flame-table tbody tr")).contains("do_wait").contains("kernel");
    assertThat(browser.evaluate("document.getElementById('flame-scroll').hidden").booleanValue())
        .isTrue();
  }

  @Test
  void aLinkShowsWhatItsSenderSaw() throws Exception {
    open(incident, "#c=0&k=wait&v=flame&q=do_wait");
    assertThat(browser.text("#chips")).contains("only render");
    assertThat(browser.text("#matched")).isEqualTo("99.3 % matched");
    assertThat(browser.evaluate("document.getElementById('kind').value").asText())
        .isEqualTo("wait");
  }

  @Test
  void aFragmentOfNonsenseIsIgnored() throws Exception {
    open(incident, "#c=-1&b=99999&t=9-x&z=1e9&k=<script>&v=__proto__&q=%F0%28");
    assertThat(drawn()).isGreaterThan(20);
    assertThat(browser.complaints()).isEmpty();
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
  void darknessIsRespected() throws Exception {
    open(incident, "");
    double light = brightness();
    browser.preferDark();
    open(incident, "");
    assertThat(light).isGreaterThan(200);
    assertThat(brightness()).isLessThan(80);
  }

  @Test
  void theSvgAloneSearchesAndZooms() throws Exception {
    browser.open(folder.resolve("incident.svg"), "");
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

  private static void open(Path file, String fragment) throws Exception {
    browser.open(file, fragment);
    browser.waitFor("document.documentElement.dataset.ready");
  }

  private static int drawn() throws Exception {
    return browser.evaluate("document.documentElement.dataset.drawn").asInt();
  }

  private static double number(String expression) throws Exception {
    return browser.evaluate(expression).doubleValue();
  }

  private static double brightness() throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(browser.screenshot()));
    long sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        sum += image.getRGB(x, y) >> 8 & 0xff;
      }
    }
    return (double) sum / image.getWidth() / image.getHeight();
  }

  private static Recording with(List<io.ngxscope.agent.model.StackSample> stacks) {
    Block block =
        new Block(
            Incident.WORKERS.get(0),
            Incident.START,
            30_000,
            30_000,
            0,
            null,
            Phase.CONTENT,
            List.of(),
            stacks,
            false);
    return new Recording(
        Incident.info(),
        List.of(),
        List.of(block),
        List.of(),
        List.of(),
        List.of(),
        Quality.NONE,
        Incident.START + 1_000_000,
        true);
  }
}
