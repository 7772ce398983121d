package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.WorkerThread;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Stacks of this instant, for people. */
public final class BacktraceText {
  private BacktraceText() {}

  /**
   * Prints one paragraph a worker, innermost frame first; threads that do the same share one
   * paragraph.
   */
  public static void print(List<Backtrace> traces, boolean color, OutputStream out) {
    PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    Style style = new Style(color);
    Map<Alike, List<Backtrace>> groups = new LinkedHashMap<>();
    traces.forEach(t -> groups.computeIfAbsent(Alike.of(t), k -> new ArrayList<>()).add(t));
    boolean first = true;
    for (List<Backtrace> group : groups.values()) {
      if (!first) {
        TextReport.line(text, "");
      }
      first = false;
      trace(group, style, text);
    }
    text.flush();
  }

  /**
   * What threads of a worker have in common that are shown together.
   *
   * @param tid 0 for those of a thread pool without Lua; else its own number: it is shown alone
   */
  private record Alike(int pid, String name, String state, List<Frame> frames, int tid) {
    static Alike of(Backtrace t) {
      int pid = t.target().key().pid().value();
      WorkerThread thread = t.thread();
      if (thread == null) {
        return new Alike(pid, "", t.state(), t.stack().frames(), pid);
      }
      boolean shared = t.vm().isEmpty() && t.stopMicros() == 0;
      int tid = shared ? 0 : thread.tid();
      return new Alike(pid, thread.name(), t.state(), t.stack().frames(), tid);
    }
  }

  private static void trace(List<Backtrace> group, Style style, PrintWriter text) {
    Backtrace t = group.get(0);
    String away =
        t.loopMicros() == 0
            ? ""
            : ", " + Quantities.duration(t.loopMicros()) + " away from its event loop";
    TextReport.line(text, style.bold(who(group)) + "  " + Printable.of(t.state()) + away);
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

  private static String who(List<Backtrace> group) {
    List<WorkerThread> threads =
        group.stream().map(Backtrace::thread).filter(Objects::nonNull).toList();
    if (threads.isEmpty()) {
      return "worker " + group.get(0).target().key().pid();
    }
    String numbers =
        threads.stream().map(t -> Integer.toString(t.tid())).collect(Collectors.joining(", "));
    String word = threads.size() == 1 ? "thread " : "threads ";
    return word + numbers + " (" + Printable.of(threads.get(0).name()) + ")";
  }
}
