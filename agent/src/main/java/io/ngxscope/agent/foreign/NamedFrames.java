package io.ngxscope.agent.foreign;

import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.model.Frame;

/** Frames of formats that give a name, a file and a line. */
final class NamedFrames {
  private static final String MAIN_CHUNK = "main chunk";

  private NamedFrames() {}

  /**
   * The frame.
   *
   * @param file source file or module; empty if not known
   * @param line 0 if not known
   */
  static Frame of(String name, String file, int line) {
    boolean lua = file.endsWith(".lua") || file.contains("_by_lua");
    if (lua) {
      String function = name.isEmpty() || name.equals(MAIN_CHUNK) ? null : name;
      return new Frame.Lua(function, file, 0, Math.max(0, line), Frame.LuaMode.INTERPRETED);
    }
    if (name.isBlank() && file.isEmpty()) {
      return new Frame.Unknown("no name");
    }
    if (file.isEmpty()) {
      return FoldedStacks.frame(name);
    }
    if (file.equals("kernel") || file.startsWith("[kernel")) {
      return new Frame.Kernel(name);
    }
    if (file.equals("LuaJIT built-in")) {
      return new Frame.Fast(name);
    }
    String place = file.substring(file.lastIndexOf('/') + 1) + (line > 0 ? ":" + line : "");
    return new Frame.Native(name.isBlank() ? "?" : name, place, 0, PerfFrames.SOURCE, false);
  }
}
