package io.ngxscope.agent.recording;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives numbers to frames and stacks and writes each once, where it is first met. A capture may run
 * for days, so the table forgets everything when it grows too large; what comes again is then
 * written again under a new number. Numbers are never reused.
 */
final class StackTable {
  private static final int MAX_ENTRIES = 500_000;
  private final Map<Frame, Integer> frames = new HashMap<>();
  private final Map<Stack, Integer> stacks = new HashMap<>();
  private int nextFrame;
  private int nextStack;

  /** Forgets everything if the table is too large; between two events only. */
  void trim() {
    if (frames.size() + stacks.size() > MAX_ENTRIES) {
      frames.clear();
      stacks.clear();
    }
  }

  /** Writes the lines that define a stack, if it is not yet defined. */
  void define(Stack stack, OutputStream out) throws IOException {
    if (stacks.containsKey(stack)) {
      return;
    }
    for (Frame frame : stack.frames()) {
      if (!frames.containsKey(frame)) {
        frames.put(frame, nextFrame);
        frame(nextFrame++, frame, out);
      }
    }
    stacks.put(stack, nextStack);
    try (LineEncoder.Line line = new LineEncoder.Line(out)) {
      line.text("t", "stack").number("id", nextStack++);
      line.array("frames");
      for (Frame frame : stack.frames()) {
        line.number(frames.getOrDefault(frame, 0));
      }
      line.endArray();
    }
  }

  /** The number of a stack that was defined. */
  int idOf(Stack stack) {
    Integer id = stacks.get(stack);
    if (id == null) {
      throw new IllegalStateException("a stack was referred to before it was defined");
    }
    return id;
  }

  private static void frame(int id, Frame frame, OutputStream out) throws IOException {
    try (LineEncoder.Line line = new LineEncoder.Line(out)) {
      line.text("t", "frame").number("id", id);
      if (frame instanceof Frame.Lua lua) {
        line.text("kind", "lua");
        name(line, lua.function());
        line.text("file", lua.file()).number("defined_line", lua.definedLine());
        line.number("line", lua.line()).text("mode", Names.of(lua.mode()));
      } else if (frame instanceof Frame.Native c) {
        line.text("kind", "c");
        name(line, c.function());
        line.text("module", c.module()).number("offset", c.offset());
        line.text("source", Names.of(c.source())).truth("scanned", c.scanned());
      } else if (frame instanceof Frame.Fast fast) {
        line.text("kind", "fast").text("function", fast.function());
      } else if (frame instanceof Frame.Kernel kernel) {
        line.text("kind", "kernel").text("function", kernel.function());
      } else if (frame instanceof Frame.Unknown unknown) {
        line.text("kind", "unknown").text("why", unknown.why());
      }
    }
  }

  private static void name(LineEncoder.Line line, @Nullable String function) throws IOException {
    if (function != null) {
      line.text("function", function);
    }
  }
}
