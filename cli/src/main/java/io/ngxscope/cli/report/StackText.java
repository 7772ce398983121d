package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Resumed;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.recording.Names;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One block with its evidence, as text. */
final class StackText {
  private static final int MAX_STACKS = 3;
  private static final int MAX_CALLS = 5;
  private static final int MAX_FRAMES = 60;

  private StackText() {}

  static void block(Block block, Style style, PrintWriter text) {
    String atLeast = block.open() ? "at least " : "";
    TextReport.line(
        text,
        Quantities.format(
            "  %s  at %s  worker %s  %s",
            style.bold(atLeast + Quantities.duration(block.durationMicros())),
            Quantities.time(block.startUnixMicros()),
            block.worker().pid(),
            work(block)));
    TextReport.line(
        text,
        Quantities.format(
            "    %s on CPU, %s waiting",
            Quantities.duration(block.onCpuMicros()), Quantities.duration(block.offCpuMicros())));
    resumed(block.resumed(), style, text);
    for (SyscallTime call :
        block.syscalls().subList(0, Math.min(MAX_CALLS, block.syscalls().size()))) {
      TextReport.line(
          text,
          Quantities.format(
              "    in %s for %s  %s",
              Printable.of(call.name(), 40),
              Quantities.duration(call.micros()),
              Printable.of(call.detail())));
    }
    for (StackSample sample :
        block.stacks().subList(0, Math.min(MAX_STACKS, block.stacks().size()))) {
      stack(sample, style, text);
    }
    int left = block.stacks().size() - MAX_STACKS;
    if (left > 0) {
      TextReport.line(text, style.dim("    and " + Quantities.count(left, "lighter stack")));
    }
  }

  private static void resumed(@Nullable Resumed resumed, Style style, PrintWriter text) {
    if (resumed != null) {
      TextReport.line(
          text,
          Quantities.format(
              "    %s  from %s  at the end in %s",
              Names.of(resumed.status()),
              place(resumed.entry(), style),
              place(resumed.exit(), style)));
    }
  }

  private static String work(Block block) {
    return work(block.request(), block.phase());
  }

  /** What was being worked on, in words. */
  static String work(@Nullable Request request, Phase phase) {
    String what =
        request == null
            ? "no request"
            : (Printable.of(request.method(), 20) + " " + Printable.of(request.uri())).strip();
    return phase == Phase.UNKNOWN ? what : what + "  " + Names.of(phase);
  }

  private static void stack(StackSample sample, Style style, PrintWriter text) {
    String kind = sample.kind() == StackSample.Kind.ON_CPU ? "computing" : "waiting";
    TextReport.line(
        text,
        style.dim(
            Quantities.format(
                "    %s %s, %s, innermost first",
                kind,
                Quantities.duration(sample.micros()),
                Quantities.count(sample.samples(), "sample"))));
    List<Frame> frames = sample.stack().frames();
    int shown = 0;
    for (int i = frames.size() - 1; i >= 0 && shown < MAX_FRAMES; i--, shown++) {
      TextReport.line(text, "      " + place(frames.get(i), style));
    }
    if (frames.isEmpty()) {
      TextReport.line(text, "      (no stack could be read)");
    }
    if (frames.size() > shown) {
      TextReport.line(
          text, style.dim("      and " + Quantities.count(frames.size() - shown, "outer frame")));
    }
  }

  /** A frame in one line: name, place and remark. */
  static String place(Frame frame, Style style) {
    String name = Printable.of(FrameText.name(frame));
    String remark = FrameText.remark(frame);
    String where = Printable.of(FrameText.where(frame));
    String tail = remark.isEmpty() ? where : where + "  (" + remark + ")";
    return frame instanceof Frame.Lua
        ? style.lua(name) + "  " + tail
        : name + "  " + style.dim(tail);
  }
}
