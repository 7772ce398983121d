package io.ngxscope.cli.report;

import java.util.List;

/** Lying bars with words before and a number behind, as an element of a page. */
final class BarChart {
  private static final int WIDTH = 960;
  private static final int LABEL = 230;
  private static final int NUMBER = 110;
  private static final int ROW = 22;

  private BarChart() {}

  /**
   * A bar.
   *
   * @param label before it
   * @param length in any unit, not negative
   * @param number behind it
   */
  record Bar(String label, double length, String number) {}

  /**
   * The chart.
   *
   * @param title what it shows, for those who do not see it
   */
  static String svg(String title, List<Bar> bars) {
    if (bars.isEmpty()) {
      return "<p class=\"none\">There is nothing to draw.</p>\n";
    }
    double longest = bars.stream().mapToDouble(Bar::length).max().orElse(1);
    StringBuilder svg =
        new StringBuilder(
            Quantities.format(
                "<svg class=\"bars\" role=\"img\" aria-label=\"%s\" viewBox=\"0 0 %d %d\">\n",
                Markup.of(title), WIDTH, bars.size() * ROW));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double width = longest <= 0 ? 0 : (WIDTH - LABEL - NUMBER) * bar.length() / longest;
      svg.append(
          Quantities.format(
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"/>"
                  + "<text x=\"%.1f\" y=\"%d\">%s</text>\n",
              LABEL - 8,
              i * ROW + 15,
              Markup.of(bar.label(), 60),
              LABEL,
              i * ROW + 3,
              Math.max(1, width),
              ROW - 6,
              LABEL + Math.max(1, width) + 8,
              i * ROW + 15,
              Markup.of(bar.number(), 40)));
    }
    return svg.append("</svg>\n").toString();
  }
}
