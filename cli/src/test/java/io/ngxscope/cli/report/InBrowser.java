package io.ngxscope.cli.report;

import io.ngxscope.agent.foreign.ForeignProfiles;
import io.ngxscope.agent.foreign.PerfOptions;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.samples.Needs;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a real browser, one for all tests. What these see is what users see: there is no other
 * way into a page than its screen, its keyboard and its pointer, or a script from outside.
 */
abstract class InBrowser {
  @TempDir static Path folder;
  static Browser browser;
  static Path incident;

  @BeforeAll
  static void open() throws Exception {
    Needs.program("chromium");
    incident = folder.resolve("incident.html");
    ReportFiles.write(Incident.recording(), incident, true);
    browser = Browser.shared();
  }

  static void choose(String select, String value) throws Exception {
    browser.evaluate(
        "{const e = document.getElementById('"
            + select
            + "'); e.value = "
            + value
            + "; e.dispatchEvent(new Event('change'));}");
  }

  static Path flame(Path file, String name, String unit) {
    ForeignProfiles.Loaded loaded =
        ForeignProfiles.read(List.of(file.toString()), PerfOptions.NONE, unit);
    Path page = folder.resolve(name);
    ReportFiles.write(loaded.profile(), FlameFacts.of(loaded, null), page, true);
    return page;
  }

  /** Keeps a picture for the documentation when asked to: {@code -Dscreenshots=docs}. */
  static void shoot(String name) throws Exception {
    String into = System.getProperty("screenshots", "");
    if (!into.isEmpty()) {
      java.nio.file.Files.write(Path.of(into, "page-" + name + ".png"), browser.screenshot());
    }
  }

  static void open(Path file, String fragment) throws Exception {
    browser.open(file, fragment);
    browser.waitFor("document.documentElement.dataset.ready");
  }

  /** Where a canvas lies on the screen, in pixels. */
  record Box(double left, double top, double width, double height) {
    /** Where a share of the capture's time lies: right of the names of lanes and rows. */
    double timeX(double share) {
      return left + 84 + (width - 84) * share + (share == 0 ? 1 : 0);
    }
  }

  static Box box(String id) throws Exception {
    String element = "document.getElementById('" + id + "')";
    browser.evaluate(element + ".scrollIntoView({behavior: 'instant', block: 'center'})");
    String box = element + ".getBoundingClientRect()";
    return new Box(
        number(box + ".left"),
        number(box + ".top"),
        number(box + ".width"),
        number(box + ".height"));
  }

  static int drawn() throws Exception {
    return browser.evaluate("document.documentElement.dataset.drawn").asInt();
  }

  static double number(String expression) throws Exception {
    return browser.evaluate(expression).doubleValue();
  }

  static double brightness() throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(browser.screenshot()));
    long sum = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        sum += image.getRGB(x, y) >> 8 & 0xff;
      }
    }
    return (double) sum / image.getWidth() / image.getHeight();
  }

  static Recording with(List<io.ngxscope.agent.model.StackSample> stacks) {
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
