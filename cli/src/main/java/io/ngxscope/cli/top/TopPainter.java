package io.ngxscope.cli.top;

import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.cli.report.BlockLines;
import io.ngxscope.cli.report.FrameText;
import io.ngxscope.cli.report.Printable;
import io.ngxscope.cli.report.Quantities;
import io.ngxscope.cli.screen.FullScreen.Line;
import io.ngxscope.cli.screen.FullScreen.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts a view into lines. Pure: the same view gives the same lines. */
final class TopPainter {
  private static final int SPARK = 10;
  private static final String COLUMNS = " %6s %7s %7s %4s %4s %7s %-5s %-" + SPARK + "s %s";
  private static final String KEYS =
      "q quit  s sort  / filter  b blocks  Enter stack  f freeze  c capture";

  private final boolean unicode;

  TopPainter(boolean unicode) {
    this.unicode = unicode;
  }

  /** All lines of a screen. */
  List<Line> paint(TopView view, TopState state, TopList list, int rows) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(head(view, state), Look.HEAD));
    int room = rows - 2;
    if (state.detail != null) {
      detail(state.detail, state, room, lines);
    } else if (state.blocks) {
      blocks(list, state, room, lines);
    } else {
      workers(view, list, state, room, lines);
    }
    while (lines.size() < rows - 1) {
      lines.add(Line.of(""));
    }
    lines.add(new Line(foot(view, state), Look.DIM));
    return lines;
  }

  private static String head(TopView view, TopState state) {
    StringBuilder head = new StringBuilder("ngxscope top  ");
    head.append(view.unixMicros() == 0 ? "" : Quantities.time(view.unixMicros()).substring(0, 8));
    head.append("  ").append(Quantities.count(view.rows().size(), "worker"));
    view.inFlight().ifPresent(n -> head.append("  ").append(n).append(" in flight"));
    head.append("  ").append(Quantities.count(view.blocks(), "block"));
    head.append("  by ").append(state.sort.title());
    if (!state.filter.isEmpty() || state.typing) {
      head.append("  /").append(state.filter).append(state.typing ? "_" : "");
    }
    return head.append(state.frozen == null ? "" : "  FROZEN").toString();
  }

  private static String foot(TopView view, TopState state) {
    if (state.typing) {
      return "type to filter; Enter keeps it, Esc drops it";
    }
    return state.detail != null
        ? "j k scroll  Esc back"
        : view.said().isEmpty() ? KEYS : Printable.of(view.said());
  }

  private void workers(TopView view, TopList list, TopState state, int room, List<Line> lines) {
    lines.add(
        new Line(
            format(
                COLUMNS, "PID", "AWAY", "WORST", "BLK%", "CPU%", "LUA", "GC", "LOOP", "BLOCKED IN"),
            Look.HEAD));
    int most = Math.max(1, Math.min(list.rows().size(), room / 2));
    int first = first(state.selected, most);
    for (int i = first; i < Math.min(list.rows().size(), first + most); i++) {
      TopRow row = list.rows().get(i);
      Look look = row.awayMicros() > 0 ? Look.ALERT : Look.PLAIN;
      lines.add(new Line(row(row), i == state.selected ? Look.SELECTED : look));
    }
    if (list.rows().isEmpty()) {
      lines.add(
          Line.of(view.rows().isEmpty() ? " looking for nginx ..." : " none fits the filter"));
    }
    culprits(view, lines, room - 1);
  }

  /** The cursor is always to be seen. */
  private static int first(int selected, int most) {
    return Math.max(0, selected - most + 1);
  }

  private String row(TopRow row) {
    Block now = row.now();
    return format(
        COLUMNS,
        row.pid(),
        row.awayMicros() == 0 ? "-" : brief(row.awayMicros()),
        row.worst() == null ? "-" : brief(row.worst().durationMicros()),
        format("%.0f", row.blockedPercent()),
        format("%.0f", row.cpuPercent()),
        row.luaBytes() == 0 ? "-" : Quantities.size(row.luaBytes()).replace(" ", ""),
        cut(row.gcState(), 5),
        Sparkline.of(row.loopMicros(), SPARK, unicode),
        now == null ? "" : where(Culprits.culprit(now)));
  }

  /** Columns are narrow: {@code 204ms}, {@code 1.20s}, {@code 3min05s}. */
  private static String brief(long micros) {
    return Quantities.duration(micros).replace(" ", "");
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** Line first: what is cut at the edge of a narrow terminal is the name. */
  private static String where(Frame frame) {
    return Printable.of(FrameText.shortWhere(frame) + " " + FrameText.name(frame));
  }

  private static void culprits(TopView view, List<Line> lines, int last) {
    if (lines.size() + 3 > last) {
      return;
    }
    lines.add(Line.of(""));
    lines.add(
        new Line(
            format(" %8s %8s %6s  %s", "TOTAL", "WORST", "BLOCKS", "CULPRITS, last minute"),
            Look.HEAD));
    for (Culprit culprit : view.culprits()) {
      if (lines.size() > last) {
        return;
      }
      lines.add(
          Line.of(
              format(
                  " %8s %8s %6d  %s%s",
                  Quantities.duration(culprit.totalMicros()),
                  Quantities.duration(culprit.maxMicros()),
                  culprit.blocks(),
                  where(culprit.frame()),
                  culprit.uris().isEmpty() ? "" : "  " + Printable.of(culprit.uris().get(0)))));
    }
  }

  private static void blocks(TopList list, TopState state, int room, List<Line> lines) {
    lines.add(
        new Line(format(" %-12s %8s %7s  %s", "TIME", "LASTED", "PID", "WORST BLOCKS"), Look.HEAD));
    int most = room - 1;
    int first = first(state.selected, most);
    for (int i = first; i < Math.min(list.blocks().size(), first + most); i++) {
      Block block = list.blocks().get(i);
      String text =
          format(
              " %-12s %8s %7s  %s%s",
              Quantities.time(block.startUnixMicros()),
              Quantities.duration(block.durationMicros()),
              block.worker().pid(),
              where(Culprits.culprit(block)),
              block.request() == null ? "" : "  " + Printable.of(block.request().uri()));
      lines.add(new Line(text, i == state.selected ? Look.SELECTED : Look.PLAIN));
    }
    if (list.blocks().isEmpty()) {
      lines.add(Line.of(" no block in the last minute"));
    }
  }

  private static void detail(@Nullable Block block, TopState state, int room, List<Line> lines) {
    if (block == null) {
      return;
    }
    List<String> text = BlockLines.of(block);
    state.scrolled = Math.min(state.scrolled, Math.max(0, text.size() - room));
    text.stream().skip(state.scrolled).limit(room).map(Line::of).forEach(lines::add);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
