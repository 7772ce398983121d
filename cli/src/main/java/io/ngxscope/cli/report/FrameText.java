package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;

/** Frames in the words of a reader: what runs, and where that stands. */
public final class FrameText {
  /** Longest place that stands whole in a sentence, in characters. */
  private static final int MAX_BRIEF = 50;

  private FrameText() {}

  /** The name of the function, or the best that there is in place of one. */
  public static String name(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      return luaName(lua);
    }
    if (frame instanceof Frame.Native c) {
      return c.function() != null ? c.function() : place(c);
    }
    if (frame instanceof Frame.Fast fast) {
      return fast.function();
    }
    if (frame instanceof Frame.Kernel kernel) {
      return kernel.function();
    }
    return "?";
  }

  private static String luaName(Frame.Lua lua) {
    if (lua.function() != null) {
      return lua.function();
    }
    return lua.definedLine() == 0 ? "main chunk" : "function at line " + lua.definedLine();
  }

  /** Where the function stands: file and line, module, or kind; never empty. */
  public static String where(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      return lua.file() + ":" + (lua.line() > 0 ? lua.line() : "?");
    }
    if (frame instanceof Frame.Native c) {
      return c.module().isEmpty() ? "C" : c.module();
    }
    if (frame instanceof Frame.Fast) {
      return "LuaJIT built-in";
    }
    if (frame instanceof Frame.Kernel) {
      return "kernel";
    }
    return ((Frame.Unknown) frame).why();
  }

  /** The file or module alone, for formats that have a place for it; empty if not known. */
  public static String file(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      return lua.file();
    }
    return frame instanceof Frame.Native c ? c.module() : where(frame);
  }

  /** The line of source that is executing; 0 if not known. */
  public static int line(Frame frame) {
    return frame instanceof Frame.Lua lua ? lua.line() : 0;
  }

  /** What else a reader must know of the frame; mostly empty. */
  public static String remark(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      return switch (lua.mode()) {
        case INTERPRETED -> "";
        case COMPILED -> "compiled";
        case INLINED -> "inlined";
        case LATER -> "a moment later";
      };
    }
    return frame instanceof Frame.Native c && c.scanned() ? "found by scanning" : "";
  }

  /** File name and line without the folders, for narrow places. */
  public static String shortWhere(Frame frame) {
    String where = where(frame);
    return frame instanceof Frame.Lua ? where.substring(where.lastIndexOf('/') + 1) : where;
  }

  /** The same with only the last folder if the whole would be long, for sentences. */
  static String briefWhere(Frame frame) {
    String where = where(frame);
    int file = where.lastIndexOf('/');
    int folder = file < 0 ? -1 : where.lastIndexOf('/', file - 1);
    return where.length() <= MAX_BRIEF || folder <= 0 ? where : "..." + where.substring(folder);
  }

  private static String place(Frame.Native c) {
    return c.module() + "+0x" + Long.toHexString(c.offset());
  }
}
