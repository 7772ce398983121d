package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a processor did for a worker, as its innermost frames tell. */
public enum TimeShare {
  /** nginx and its libraries, with no Lua below. */
  NGINX_C("nginx and its libraries, outside Lua"),
  /** Lua code, by the interpreter. */
  LUA_INTERPRETED("Lua, interpreted"),
  /** Lua code, by machine code that was compiled from it. */
  LUA_COMPILED("Lua, compiled"),
  /** LuaJIT's library functions and runtime, on behalf of Lua code. */
  LUAJIT_RUNTIME("LuaJIT's own functions, called by Lua"),
  /** Any other C function that Lua code called. */
  C_FROM_LUA("C functions called by Lua"),
  /** The collector: {@code lj_gc_*}, or what the VM says to be collecting in. */
  GC("garbage collection"),
  /** Recording, optimizing and assembling traces, and leaving them. */
  JIT_COMPILER("JIT compiler, and exits from traces"),
  /** Interning of strings: {@code lj_str_new}. */
  INTERNING("string interning"),
  /** The kernel, but for what collector, compiler and interning ask of it. */
  KERNEL("kernel"),
  /** Stacks without a frame that tells. */
  UNKNOWN("not known");

  /** How stacks name the interpreter and compiled code. */
  private static final String INTERPRETER = "LuaJIT interpreter";

  private static final String TRACE = "LuaJIT trace";

  /** How stacks mark what the VM says to be at; on stripped builds functions lack names. */
  private static final String COLLECTING = "LuaJIT garbage collector";

  private static final Set<String> COMPILING =
      Set.of("LuaJIT JIT compiler", "LuaJIT trace exit", "trace_state");

  private static final List<String> COMPILER =
      List.of("lj_trace_", "lj_record_", "lj_opt_", "lj_asm_", "lj_snap_", "lj_ffrecord_");

  private final String words;

  TimeShare(String words) {
    this.words = words;
  }

  /** In words, for people. */
  public String words() {
    return words;
  }

  /** Its name in JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What a thread did that was met with this stack. */
  public static TimeShare of(Stack stack) {
    List<Frame> frames = stack.frames();
    if (frames.isEmpty() || frames.get(frames.size() - 1) instanceof Frame.Unknown) {
      return UNKNOWN;
    }
    boolean kernel = frames.get(frames.size() - 1) instanceof Frame.Kernel;
    for (int i = frames.size() - 1; i >= 0; i--) {
      Frame frame = frames.get(i);
      boolean vm = frame instanceof Frame.Lua || frame instanceof Frame.Fast || isVm(frame);
      if (vm && kernel) {
        return KERNEL;
      }
      if (vm) {
        return i == frames.size() - 1 ? lua(frames, i) : called(frames.get(i + 1), frames);
      }
      TimeShare own = frame instanceof Frame.Native c ? runtime(c) : UNKNOWN;
      if (own != UNKNOWN) {
        return own;
      }
    }
    return kernel ? KERNEL : NGINX_C;
  }

  private static boolean isVm(Frame frame) {
    return frame instanceof Frame.Native c
        && c.function() != null
        && (c.function().equals(INTERPRETER) || c.function().equals(TRACE));
  }

  private static TimeShare runtime(Frame.Native frame) {
    String function = frame.function();
    if (function == null) {
      return UNKNOWN;
    }
    if (function.startsWith("lj_gc_") || function.equals(COLLECTING)) {
      return GC;
    }
    if (function.startsWith("lj_str_new")) {
      return INTERNING;
    }
    boolean compiles =
        COMPILING.contains(function) || COMPILER.stream().anyMatch(function::startsWith);
    return compiles ? JIT_COMPILER : UNKNOWN;
  }

  /** The innermost frame is Lua or the VM: who ran it. */
  private static TimeShare lua(List<Frame> frames, int innermost) {
    for (int i = innermost; i >= 0; i--) {
      Frame frame = frames.get(i);
      if (frame instanceof Frame.Lua lua) {
        return switch (lua.mode()) {
          case INTERPRETED, LATER -> LUA_INTERPRETED;
          case COMPILED, INLINED -> LUA_COMPILED;
        };
      }
      if (isVm(frame)) {
        return ((Frame.Native) frame).module().equals("[jit]") ? LUA_COMPILED : LUA_INTERPRETED;
      }
    }
    return LUA_INTERPRETED;
  }

  /** A C function that Lua called: LuaJIT's own, or somebody else's. */
  private static TimeShare called(Frame first, List<Frame> frames) {
    Frame last = frames.get(frames.size() - 1);
    boolean own = isLuaJit(first) && isLuaJit(last);
    return own ? LUAJIT_RUNTIME : C_FROM_LUA;
  }

  private static boolean isLuaJit(Frame frame) {
    return frame instanceof Frame.Native c && c.module().startsWith("libluajit");
  }
}
