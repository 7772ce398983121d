package io.ngxscope.cli.report;

import io.ngxscope.agent.model.LeakFindings;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Memory of a worker over time: what LuaJIT has allocated, and what is resident. */
final class GrowthChart {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 260;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final double MIB = 1048576.0;

  private GrowthChart() {}

  /** The chart as an {@code <svg>} element; empty if there is nothing to draw, or no means to. */
  static Optional<String> svg(List<LeakFindings.Point> points) {
    return points.size() < 2
        ? Optional.empty()
        : ChartSvg.of(() -> chart(points), WIDTH, HEIGHT, "Lua heap and resident memory over time");
  }

  private static JFreeChart chart(List<LeakFindings.Point> points) {
    XYSeriesCollection data = new XYSeriesCollection();
    data.addSeries(series("Lua heap (gc.total)", points, LeakFindings.Point::gcTotalBytes));
    data.addSeries(series("resident memory", points, LeakFindings.Point::rssBytes));
    XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer(true, false);
    lines.setSeriesPaint(0, LatencyChart.BAR);
    lines.setSeriesPaint(1, LatencyChart.LIMIT);
    lines.setSeriesStroke(0, new BasicStroke(1.8f));
    lines.setSeriesStroke(1, new BasicStroke(1.8f));
    XYPlot plot = new XYPlot(data, axis("seconds"), axis("MiB"), lines);
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinePaint(LatencyChart.GRID);
    JFreeChart chart = new JFreeChart(null, FONT, plot, true);
    chart.setBackgroundPaint(null);
    chart.getLegend().setBackgroundPaint(new Color(0, 0, 0, 0));
    chart.getLegend().setItemPaint(LatencyChart.INK);
    chart.setElementHinting(false);
    return chart;
  }

  private static XYSeries series(
      String name, List<LeakFindings.Point> points, ToLongFunction<LeakFindings.Point> bytes) {
    XYSeries series = new XYSeries(name);
    long start = points.get(0).unixMicros();
    for (LeakFindings.Point point : points) {
      series.add((point.unixMicros() - start) / 1e6, bytes.applyAsLong(point) / MIB);
    }
    return series;
  }

  private static NumberAxis axis(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setLabelFont(FONT);
    axis.setTickLabelFont(FONT);
    axis.setLabelPaint(LatencyChart.INK);
    axis.setTickLabelPaint(LatencyChart.INK);
    axis.setAxisLinePaint(LatencyChart.INK);
    axis.setTickMarkPaint(LatencyChart.INK);
    return axis;
  }
}
