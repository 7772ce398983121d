package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Stacks of this instant, for people. */
public final class BacktraceText {
  private BacktraceText() {}

  /** Prints one paragraph a worker, innermost frame first. */
  public static void print(List<Backtrace> traces, boolean color, OutputStream out) {
    PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    Style style = new Style(color);
    for (int i = 0; i < traces.size(); i++) {
      if (i > 0) {
        TextReport.line(text, "");
      }
      trace(traces.get(i), style, text);
    }
    text.flush();
  }

  private static void trace(Backtrace t, Style style, PrintWriter text) {
    String away =
        t.loopMicros() == 0
            ? ""
            : ", " + Quantities.duration(t.loopMicros()) + " away from its event loop";
    TextReport.line(
        text,
        style.bold("worker " + t.target().key().pid()) + "  " + Printable.of(t.state()) + away);
    if (t.request() != null || t.phase() != Phase.UNKNOWN) {
      TextReport.line(text, "  " + StackText.work(t.request(), t.phase()));
    }
    if (!t.syscall().isEmpty()) {
      TextReport.line(text, style.dim("  system call " + Printable.of(t.syscall())));
    }
    if (t.gcBytes() > 0) {
      TextReport.line(
          text,
          style.dim(
              Quantities.format(
                  "  Lua heap %d KiB%s",
                  t.gcBytes() >> 10, t.vm().isEmpty() ? "" : ", " + t.vm())));
    }
    if (t.stopMicros() > 0) {
      TextReport.line(
          text, style.dim("  stopped for " + Quantities.duration(t.stopMicros()) + " at most"));
    }
    List<Frame> frames = t.stack().frames();
    for (int i = frames.size() - 1; i >= 0; i--) {
      TextReport.line(text, "    " + StackText.place(frames.get(i), style));
    }
  }
}
