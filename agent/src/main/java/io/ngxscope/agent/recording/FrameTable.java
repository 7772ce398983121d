package io.ngxscope.agent.recording;

import com.fasterxml.jackson.databind.JsonNode;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.LineFields.Malformed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The frames and stacks that a recording has defined so far, by number. */
final class FrameTable {
  private final ReaderLimits limits;
  private final Map<Integer, Frame> frames = new HashMap<>();
  private final Map<Integer, Stack> stacks = new HashMap<>();

  FrameTable(ReaderLimits limits) {
    this.limits = limits;
  }

  /** Takes a line that defines a frame. */
  void frame(LineFields line) throws Malformed {
    frames.put(newId(line, frames), decode(line));
  }

  /** Takes a line that defines a stack. */
  void stack(LineFields line) throws Malformed {
    JsonNode ids = line.array("frames");
    if (ids.size() > limits.depth()) {
      throw new Malformed("a stack is deeper than " + limits.depth());
    }
    List<Frame> list = new ArrayList<>(ids.size());
    for (JsonNode id : ids) {
      Frame frame = frames.get(LineFields.id(id, "frames"));
      if (frame == null) {
        throw new Malformed("a stack refers to a frame that was not defined");
      }
      list.add(frame);
    }
    stacks.put(newId(line, stacks), new Stack(list));
  }

  /** The stack that a line refers to. */
  Stack stackOf(LineFields line) throws Malformed {
    return stackOf(line, "stack");
  }

  /** The stack that a field of that name refers to. */
  Stack stackOf(LineFields line, String field) throws Malformed {
    Stack stack = stacks.get(line.number(field, 0));
    if (stack == null) {
      throw new Malformed("it refers to a stack that was not defined");
    }
    return stack;
  }

  private int newId(LineFields line, Map<Integer, ?> table) throws Malformed {
    int id = line.number("id", 0);
    if (table.containsKey(id)) {
      throw new Malformed("'id' " + id + " is defined twice");
    }
    if (table.size() >= limits.frames()) {
      throw new Malformed("there are more than " + limits.frames() + " of its kind");
    }
    return id;
  }

  private static Frame decode(LineFields line) throws Malformed {
    String kind = line.text("kind");
    return switch (kind) {
      case "lua" ->
          new Frame.Lua(
              line.textOrNull("function"),
              line.text("file"),
              line.number("defined_line", 0),
              line.number("line", 0),
              Names.parse(line.text("mode"), Frame.LuaMode.values(), Frame.LuaMode.INTERPRETED));
      case "c" ->
          new Frame.Native(
              line.textOrNull("function"),
              line.text("module"),
              line.anyLong("offset"),
              Names.parse(line.text("source"), NameSource.values(), NameSource.NONE),
              line.truth("scanned"));
      case "fast" -> new Frame.Fast(line.text("function"));
      case "kernel" -> new Frame.Kernel(line.text("function"));
      case "unknown" -> new Frame.Unknown(line.text("why"));
      default -> new Frame.Unknown("a kind of frame that this version does not know");
    };
  }
}
