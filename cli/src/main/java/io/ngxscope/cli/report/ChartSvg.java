package io.ngxscope.cli.report;

import java.awt.Dimension;
import java.awt.geom.Rectangle2D;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.jfree.chart.JFreeChart;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Draws charts of JFreeChart as an {@code <svg>} element for a page. */
final class ChartSvg {
  private static final String SVG = "http://www.w3.org/2000/svg";

  private ChartSvg() {}

  /**
   * Draws.
   *
   * @param chart makes the chart
   * @param width in pixels
   * @param height in pixels
   * @param label what it shows, for those who do not see it
   * @return empty if this Java cannot draw, as a minimal installation without fonts
   */
  static Optional<String> of(Supplier<JFreeChart> chart, int width, int height, String label) {
    System.setProperty("java.awt.headless", "true");
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .getDOMImplementation()
              .createDocument(SVG, "svg", null);
      SVGGraphics2D graphics =
          new SVGGraphics2D(SVGGeneratorContext.createDefault(document), false);
      graphics.setSVGCanvasSize(new Dimension(width, height));
      chart.get().draw(graphics, new Rectangle2D.Double(0, 0, width, height));
      return Optional.of(text(graphics, width, height, label));
    } catch (ParserConfigurationException
        | SVGGraphics2DIOException
        | RuntimeException
        | LinkageError
        | InternalError e) { // the last one for want of fonts
      return Optional.empty();
    }
  }

  private static String text(SVGGraphics2D graphics, int width, int height, String label)
      throws SVGGraphics2DIOException {
    Element root = graphics.getRoot();
    root.setAttribute("viewBox", "0 0 " + width + " " + height);
    root.setAttribute("class", "chart");
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", label);
    root.removeAttribute("width");
    root.removeAttribute("height");
    StringWriter writer = new StringWriter();
    graphics.stream(root, writer, false, false);
    String svg = writer.toString();
    // Batik breaks lines inside of tags; text never holds a bare ">".
    return svg.substring(svg.indexOf("<svg")).replaceAll("\\s+(/?>)", "$1");
  }
}
