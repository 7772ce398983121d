package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.StringWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.StandardXYBarPainter;
import org.jfree.chart.renderer.xy.XYBarRenderer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * How long iterations of the event loop took, drawn by JFreeChart as SVG. Both axes are
 * logarithmic: what matters are a few long ones among millions of short ones. The colours are
 * stand-ins that the page's style sheet replaces, by attribute, for light and dark.
 */
final class LatencyChart {
  /** Colour of bars; {@code page.css} knows it. */
  static final Color BAR = new Color(0x3b73b9);

  /** Colour of text and axes; {@code page.css} knows it. */
  static final Color INK = new Color(0x555e6b);

  /** Colour of grid lines; {@code page.css} knows it. */
  static final Color GRID = new Color(0xe3e6ea);

  /** Colour of the threshold; {@code page.css} knows it. */
  static final Color LIMIT = new Color(0xb3261e);

  private static final int WIDTH = 960;
  private static final int HEIGHT = 260;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final String SVG = "http://www.w3.org/2000/svg";

  private LatencyChart() {}

  /**
   * The chart as an {@code <svg>} element.
   *
   * @param thresholdMicros where blocks begin, in microseconds, if that is known
   * @return empty if this Java cannot draw, as a minimal installation without fonts
   */
  static Optional<String> svg(List<LatencyHistogram.Bucket> buckets, OptionalLong thresholdMicros) {
    System.setProperty("java.awt.headless", "true");
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(SVG, "svg", null);
      SVGGraphics2D graphics =
          new SVGGraphics2D(SVGGeneratorContext.createDefault(document), false);
      graphics.setSVGCanvasSize(new java.awt.Dimension(WIDTH, HEIGHT));
      chart(buckets, thresholdMicros).draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
      return Optional.of(text(graphics));
    } catch (ParserConfigurationException
        | SVGGraphics2DIOException
        | RuntimeException
        | LinkageError
        | InternalError e) { // the last one for want of fonts
      return Optional.empty();
    }
  }

  private static String text(SVGGraphics2D graphics) throws SVGGraphics2DIOException {
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + WIDTH + " " + HEIGHT);
    root.setAttribute("class", "chart");
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", "Histogram of event-loop iterations by duration");
    root.removeAttribute("width");
    root.removeAttribute("height");
    StringWriter writer = new StringWriter();
    graphics.stream(root, writer, false, false);
    String svg = writer.toString();
    // Batik breaks lines inside of tags; text never holds a bare ">".
    return svg.substring(svg.indexOf("<svg")).replaceAll("\\s+(/?>)", "$1");
  }

  private static JFreeChart chart(
      List<LatencyHistogram.Bucket> buckets, OptionalLong thresholdMicros) {
    XYBarRenderer bars = new XYBarRenderer();
    bars.setBarPainter(new StandardXYBarPainter());
    bars.setShadowVisible(false);
    bars.setUseYInterval(true);
    bars.setSeriesPaint(0, BAR);
    XYPlot plot =
        new XYPlot(series(buckets), axis("iteration of the event loop, ms"), counts(), bars);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(GRID);
    plot.setRangeGridlineStroke(new BasicStroke(1f));
    plot.setInsets(new RectangleInsets(4, 4, 4, 12));
    thresholdMicros.ifPresent(micros -> plot.addDomainMarker(threshold(micros / 1e3)));
    JFreeChart chart = new JFreeChart(null, FONT, plot, false);
    chart.setBackgroundPaint(null);
    chart.setBorderVisible(false);
    chart.setElementHinting(false);
    return chart;
  }

  private static XYIntervalSeriesCollection series(List<LatencyHistogram.Bucket> buckets) {
    XYIntervalSeries series = new XYIntervalSeries("iterations");
    for (LatencyBins.Bin bin : LatencyBins.of(buckets)) {
      double middle = Math.sqrt(bin.fromMillis() * bin.toMillis());
      // A logarithmic axis has no 0: bars stand on one half.
      series.add(
          middle,
          bin.fromMillis(),
          bin.toMillis(),
          (double) bin.count(),
          0.5,
          (double) bin.count());
    }
    XYIntervalSeriesCollection all = new XYIntervalSeriesCollection();
    all.addSeries(series);
    return all;
  }

  private static LogAxis axis(String label) {
    LogAxis axis = new LogAxis(label);
    axis.setBase(10);
    axis.setLabelFont(FONT);
    axis.setTickLabelFont(FONT);
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
    axis.setAxisLinePaint(INK);
    axis.setTickMarkPaint(INK);
    axis.setSmallestValue(1e-4);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(
        new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    return axis;
  }

  private static LogAxis counts() {
    LogAxis axis = axis("iterations");
    axis.setSmallestValue(0.5);
    axis.setAutoRangeMinimumSize(2);
    axis.setMinorTickMarksVisible(false);
    return axis;
  }

  private static ValueMarker threshold(double millis) {
    ValueMarker marker = new ValueMarker(millis, LIMIT, new BasicStroke(1.5f));
    marker.setLabel("threshold");
    marker.setLabelFont(FONT);
    marker.setLabelPaint(LIMIT);
    marker.setLabelBackgroundColor(new Color(0, 0, 0, 0));
    marker.setLabelAnchor(RectangleAnchor.TOP_RIGHT);
    marker.setLabelTextAnchor(TextAnchor.TOP_LEFT);
    return marker;
  }
}
