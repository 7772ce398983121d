package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * The pictures of the documentation are what pages must look like: {@code -Dscreenshots=docs}, with
 * the whole path, makes them again. Letters differ a little from browser to browser, so squares of
 * pixels are compared by their mean colour.
 */
final class Screenshot {
  private static final int SQUARE = 10;

  /** Of 255, in any colour. */
  private static final int FAINT = 24;

  /** Share of the squares that may look otherwise. */
  private static final double FEW = 0.02;

  /** Widths in pixels of ten letters in the fonts of the pictures: DejaVu Sans and its Mono. */
  private static final String FONTS = "71.0 72.2";

  private Screenshot() {}

  static void check(String name, Browser browser) throws Exception {
    byte[] shown = browser.screenshot();
    String into = System.getProperty("screenshots", "");
    if (!into.isEmpty()) {
      Files.write(Path.of(into, "page-" + name + ".png"), shown);
      return;
    }
    String fonts = fonts(browser);
    assumeTrue(
        fonts.equals(FONTS),
        () -> "skipped: the fonts here are " + fonts + " wide, those of the pictures " + FONTS);
    Path expected = Path.of("../docs/page-" + name + ".png");
    double differing = differing(image(Files.readAllBytes(expected)), image(shown));
    if (differing > FEW) {
      Path kept = Files.write(Path.of("target", "page-" + name + ".png"), shown);
      assertThat(differing).as("%s looks otherwise than %s", kept, expected).isLessThan(FEW);
    }
  }

  private static String fonts(Browser browser) throws Exception {
    return browser
        .evaluate(
            "['system-ui', 'DejaVu Sans Mono'].map(f => {"
                + "const c = document.createElement('canvas').getContext('2d');"
                + "c.font = '12px ' + JSON.stringify(f).replaceAll('\"', f === 'system-ui' ? '' : '\"');"
                + "return c.measureText('abcdefghij').width.toFixed(1);}).join(' ')")
        .asText();
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  /** Share of the squares whose mean colours differ. */
  static double differing(BufferedImage a, BufferedImage b) {
    if (a.getWidth() != b.getWidth() || a.getHeight() != b.getHeight()) {
      return 1;
    }
    int squares = 0;
    int different = 0;
    for (int y = 0; y + SQUARE <= a.getHeight(); y += SQUARE) {
      for (int x = 0; x + SQUARE <= a.getWidth(); x += SQUARE) {
        squares++;
        different += looksOtherwise(a, b, x, y) ? 1 : 0;
      }
    }
    return (double) different / squares;
  }

  private static boolean looksOtherwise(BufferedImage a, BufferedImage b, int x, int y) {
    for (int shift = 0; shift <= 16; shift += 8) {
      if (Math.abs(mean(a, x, y, shift) - mean(b, x, y, shift)) > FAINT) {
        return true;
      }
    }
    return false;
  }

  private static int mean(BufferedImage image, int left, int top, int shift) {
    int sum = 0;
    for (int y = top; y < top + SQUARE; y++) {
      for (int x = left; x < left + SQUARE; x++) {
        sum += image.getRGB(x, y) >> shift & 0xff;
      }
    }
    return sum / (SQUARE * SQUARE);
  }
}
