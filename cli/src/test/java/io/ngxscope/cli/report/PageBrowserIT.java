package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.foreign.ForeignProfiles;
import io.ngxscope.agent.foreign.PerfOptions;
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
  void urlAndWorkerFilterWhatIsShown() throws Exception {
    open(incident, "");
    choose("request", "[...e.options].find(o => o.text.includes('/catalog')).value");
    assertThat(browser.text("#chips")).contains("/catalog");
    assertThat(browser.text("#flame-total")).startsWith("459 ms");
    choose("request", "''");
    choose("worker", "e.options[1].value");
    assertThat(browser.text("#chips")).contains("worker ");
    assertThat(browser.evaluate("location.hash").asText()).isEqualTo("#w=0");
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
  void stacksOfOtherToolsHaveAPageWithTheirUnit() throws Exception {
    Path folded = folder.resolve("x.folded");
    java.nio.file.Files.writeString(folded, "main;parse;read_[k] 30\nmain;work 70\n");
    Path page = flame(folded, "x.html", "bytes");
    open(page, "");
    assertThat(browser.text("#flame-total")).isEqualTo("100 B");
    assertThat(browser.text("h1")).isEqualTo("2 different stacks, 100 B in all.");
    assertThat(browser.evaluate("document.getElementById('timeline').hidden").booleanValue())
        .isTrue();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void hostileNamesInFoldedStacksNeverRun() throws Exception {
    StringBuilder text = new StringBuilder();
    Hostile.all()
        .forEach(
            name -> text.append("main;").append(name.replaceAll("[\n\r;]", " ")).append(" 7\n"));
    Path folded = folder.resolve("hostile.folded");
    java.nio.file.Files.writeString(folded, text.toString());
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
    String after = browser.text("#flame-total");
    choose("kind", "'wait'");
    assertThat(browser.text("#flame-total")).isNotEqualTo(after);
    browser.evaluate("document.getElementById('flame').scrollIntoView({behavior: 'instant'})");
    double left = number("document.getElementById('flame-canvas').getBoundingClientRect().left");
    double top = number("document.getElementById('flame-canvas').getBoundingClientRect().top");
    browser.mouse("mouseMoved", left + 60, top + 30);
    assertThat(browser.text("#tooltip")).contains("before ").contains(", after ");
    shoot("diff");
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
  void everyControlHasANameAndEveryIdIsUnique() throws Exception {
    open(incident, "");
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('button, input, select, canvas')].filter(e =>"
                        + " !(e.textContent.trim() || e.ariaLabel || e.labels?.length)).length")
                .intValue())
        .isZero();
    assertThat(
            browser
                .evaluate(
                    "[...document.querySelectorAll('[id]')].length - new"
                        + " Set([...document.querySelectorAll('[id]')].map(e => e.id)).size")
                .intValue())
        .isZero();
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

  private static void choose(String select, String value) throws Exception {
    browser.evaluate(
        "{const e = document.getElementById('"
            + select
            + "'); e.value = "
            + value
            + "; e.dispatchEvent(new Event('change'));}");
  }

  private static Path flame(Path file, String name, String unit) {
    ForeignProfiles.Loaded loaded =
        ForeignProfiles.read(List.of(file.toString()), PerfOptions.NONE, unit);
    Path page = folder.resolve(name);
    ReportFiles.write(loaded.profile(), FlameFacts.of(loaded, null), page, true);
    return page;
  }

  /** Keeps a picture for the documentation when asked to: {@code -Dscreenshots=docs}. */
  private static void shoot(String name) throws Exception {
    String into = System.getProperty("screenshots", "");
    if (!into.isEmpty()) {
      java.nio.file.Files.write(Path.of(into, "page-" + name + ".png"), browser.screenshot());
    }
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
