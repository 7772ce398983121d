package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.InternCalls;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Counted calls in words and columns. */
final class InternCallsText {
  private static final int LINES = 8;

  private final Style style;

  InternCallsText(Style style) {
    this.style = style;
  }

  void print(InternCalls calls, PrintStream text) {
    InternCalls.Counts c = calls.counts();
    text.println();
    text.println(style.bold("Every call, in bursts"));
    row(
        text,
        "  %s of bursts in %s (coverage %.2f %%), %s",
        Quantities.duration(calls.countedMicros()),
        Quantities.duration(calls.spanMicros()),
        100 * calls.coverage(),
        Quantities.count(calls.bursts(), "burst"));
    row(
        text,
        "  %s calls a second, %s each on average",
        perSecond(c.calls(), calls),
        Quantities.size(c.calls() == 0 ? 0 : c.bytes() / c.calls()));
    row(
        text,
        "  %s there already, %s new; %s compares of %s at most each; %s chains rehashed, %s resizes",
        known(c.hits()),
        known(c.misses()),
        known(c.compares()),
        Quantities.size(c.compares() <= 0 ? 0 : c.comparedBytes() / c.compares()),
        known(c.rehashes()),
        known(c.resizes()));
    byLength(calls.byLength(), text);
    callers(calls, text);
    calls.unknown().forEach(line -> text.println("  " + Printable.of(line)));
  }

  private void byLength(List<InternCalls.Length> lengths, PrintStream text) {
    text.println(
        style.dim("           bytes      calls       hits     misses      p50 us      p99 us"));
    for (InternCalls.Length l : lengths) {
      row(
          text,
          "%16s %10s %10s %10s %11s %11s",
          l.from() + "-" + l.to(),
          Quantities.count(l.calls()),
          known(l.hits()),
          known(l.misses()),
          l.timed() == 0 ? "-" : Quantities.format("%.1f", l.p50Micros()),
          l.timed() == 0 ? "-" : Quantities.format("%.1f", l.p99Micros()));
    }
  }

  private void callers(InternCalls calls, PrintStream text) {
    List<InternWords.Line> lines = InternWords.lines(calls.callers());
    for (InternWords.Line line : lines.subList(0, Math.min(LINES, lines.size()))) {
      Frame frame = line.frame();
      row(
          text,
          "%9s calls %10s  %s  %s",
          Quantities.count(line.calls()),
          Quantities.size(line.bytes()),
          frame == null ? "(no Lua)" : StackText.place(frame, style),
          Printable.of(line.request().uri()));
    }
  }

  private static String perSecond(long count, InternCalls calls) {
    return calls.countedMicros() == 0
        ? "?"
        : Quantities.count(Math.round(count * 1e6 / calls.countedMicros()));
  }

  private static String known(long count) {
    return count < 0 ? "?" : Quantities.count(count);
  }

  private static void row(PrintStream text, String format, Object... values) {
    text.println(String.format(Locale.ROOT, format, values));
  }
}
