package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;

/** What kinds of frames a reader tells apart at a glance, in the order of legends. */
enum FrameKind {
  /** C code of nginx and its libraries. */
  C(0, "C", "#a9c6e8"),
  /** Lua, run by the interpreter. */
  LUA(1, "Lua, interpreted", "#f4a65d"),
  /** Lua, run as a compiled trace. */
  COMPILED(2, "Lua, compiled", "#5fbf9f"),
  /** Lua, inlined into a compiled trace. */
  INLINED(3, "Lua, inlined", "#b4e3d2"),
  /** A built-in function of LuaJIT. */
  FAST(4, "Lua built-in", "#efdc68"),
  /** The kernel. */
  KERNEL(5, "kernel", "#d3a3cd"),
  /** Not to be known. */
  UNKNOWN(6, "unknown", "#cccccc"),
  /** LuaJIT's garbage collector. */
  GC(7, "garbage collection", "#e5938b"),
  /** LuaJIT's table of strings. */
  INTERN(8, "string interning", "#a59ae0");

  private final int code;
  private final String words;
  private final String fill;

  FrameKind(int code, String words, String fill) {
    this.code = code;
    this.words = words;
    this.fill = fill;
  }

  /** Its number in the data of pages, and so in {@code page-words.js} and {@code page.css}. */
  int code() {
    return code;
  }

  /** Its name in legends. */
  String words() {
    return words;
  }

  /**
   * Its colour on white: the hues keep apart for the colour-blind (after Okabe and Ito), and black
   * text is legible on all of them.
   */
  String fill() {
    return fill;
  }

  static FrameKind of(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      return switch (lua.mode()) {
        case INTERPRETED, LATER -> LUA;
        case COMPILED -> COMPILED;
        case INLINED -> INLINED;
      };
    }
    if (frame instanceof Frame.Native c) {
      return c.function() == null ? C : ofFunction(c.function(), c.module());
    }
    if (frame instanceof Frame.Fast) {
      return FAST;
    }
    return frame instanceof Frame.Kernel ? KERNEL : UNKNOWN;
  }

  private static FrameKind ofFunction(String function, String module) {
    if (function.startsWith("lj_gc_") || function.equals("lua_gc")) {
      return GC;
    }
    if (function.startsWith("lj_str_")) {
      return INTERN;
    }
    return module.startsWith("[kernel") || module.equals("vmlinux") ? KERNEL : C;
  }
}
