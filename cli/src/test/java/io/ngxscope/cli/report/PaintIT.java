package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A page of very many stacks: what it draws, and how long that took. The time is printed; only the
 * benchmark judges it, which gives its own page ({@code paint.page}) and {@code paint.limit.ms}.
 */
class PaintIT extends InBrowser {
  private static final int STACKS = 200_000;

  @Test
  void twoHundredThousandStacksAreDrawnAsTheFewBoxesThatCanBeSeen() throws Exception {
    String given = System.getProperty("paint.page", "");
    Path page = given.isEmpty() ? folder.resolve("big.html") : Path.of(given);
    if (given.isEmpty()) {
      ReportFiles.write(Big.profile(STACKS), page, true);
    }
    open(page, "");
    int ready = browser.evaluate("document.documentElement.dataset.ready").asInt();
    System.out.printf(
        "paint: %,d different stacks, page of %,d bytes, drawn %d ms after it was asked for%n",
        STACKS, page.toFile().length(), ready);
    assertThat(ready).isLessThanOrEqualTo(Integer.getInteger("paint.limit.ms", 60_000));
    // What is narrower than half a pixel is drawn as one strip, whatever is in it.
    assertThat(drawn()).isBetween(50, 30_000);
    assertThat(browser.complaints()).isEmpty();
  }
}
