package io.ngxscope.agent.luajit;

import io.ngxscope.agent.luajit.CopiedThread.CopiedFrame;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.RemoteMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells the functions of Lua stacks that were copied in the kernel, by the same rules by which
 * {@link LuaStackReader} walks a live one. The copy says which prototype ran; that the prototype is
 * still the same when its name is read is checked by its lines.
 */
public final class CopiedStackWalk {
  private static final int LINK_KIND = 7;
  private static final int HEAD_TYPE = 8;
  private static final int HEAD_FFID = 16;

  private final LuaVm vm;
  private final TraceReader traces;

  /** Readies one VM. */
  public CopiedStackWalk(LuaVm vm) {
    this.vm = vm;
    this.traces = new TraceReader(vm);
  }

  /**
   * The frames that the interpreter had on the C stack, for each coroutine.
   *
   * @param threads coroutines
   * @param stack the C stack as it was copied at the same instant
   */
  public static List<InterpreterFrames> callers(List<CopiedThread> threads, RemoteMemory stack) {
    return threads.stream().map(t -> InterpreterFrames.read(stack, t.cframe())).toList();
  }

  /**
   * Walks a copy.
   *
   * @param threads from the coroutine that executed to the one that resumed it, and so on
   * @param callers of each, as {@link #callers} gives them
   * @param vmstate {@code g->vmstate} at that instant
   * @param compiled whether compiled code ran, or was left by a call into C
   * @param tracePc the machine instruction inside the trace, 0 if it is not known
   */
  public RawLuaStack walk(
      List<CopiedThread> threads,
      List<InterpreterFrames> callers,
      int vmstate,
      boolean compiled,
      long tracePc) {
    List<RawFrame> frames = new ArrayList<>();
    boolean torn = false;
    boolean truncated = false;
    for (int i = 0; i < threads.size(); i++) {
      CopiedThread thread = threads.get(i);
      if (!frames.isEmpty()) {
        frames.add(new RawFrame.CoroutineBoundary());
      }
      CallingFrames calling = new CallingFrames(callers.get(i), frames);
      torn |= !walk(thread, calling, compiled && frames.isEmpty(), frames);
      truncated |= !torn && !thread.ended();
    }
    RawLuaStack stack = new RawLuaStack(frames, torn, truncated);
    return compiled && tracePc != 0 ? withInlined(stack, threads, vmstate, tracePc) : stack;
  }

  private boolean walk(
      CopiedThread thread, CallingFrames callers, boolean compiled, List<RawFrame> frames) {
    long pc = thread.pc();
    boolean innermost = compiled;
    for (CopiedFrame f : thread.frames()) {
      callers.passFramelessCalls(f.height());
      int kind = (int) (f.link() & LINK_KIND);
      if (kind != LuaStackReader.LINK_VARARG && Gc64.pointer(f.function()) != thread.thread()) {
        if ((f.head() >> HEAD_TYPE & 0xff) != Gc64.FUNCTION) {
          return false;
        }
        frames.add(function(f, pc, innermost));
        innermost = false;
      }
      if ((kind & 3) == LuaStackReader.LINK_LUA) {
        pc = f.link();
      } else {
        pc = below(f, kind, pc, callers);
        if ((f.link() & ~7L) <= 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** The pc of the next frame further out, after a link that is not plain Lua. */
  private static long below(CopiedFrame f, int kind, long pc, CallingFrames callers) {
    return switch (kind) {
      case LuaStackReader.LINK_CONTINUATION ->
          f.continuation() == LuaStackReader.CONTINUATION_FFI_CALLBACK ? callers.next() : f.below();
      case LuaStackReader.LINK_C, LuaStackReader.LINK_C_PROTECTED -> callers.next();
      case LuaStackReader.LINK_VARARG -> pc;
      default -> 0;
    };
  }

  private RawFrame function(CopiedFrame f, long pc, boolean compiled) {
    long function = Gc64.pointer(f.function());
    int ffid = (int) (f.head() >> HEAD_FFID & 0xff);
    if (ffid == 1) {
      return new RawFrame.CFunction(function, f.entry());
    }
    if (ffid > 1) {
      return new RawFrame.FastFunction(function, ffid);
    }
    long proto = f.code() - vm.layout().proto().bytes();
    if (vm.memory().readLong(proto + vm.layout().proto().firstline()) != f.lines()) {
      return new RawFrame.Gone();
    }
    return new RawFrame.LuaFunction(
        function,
        proto,
        RawFrame.LuaFunction.position(pc, f.code()),
        compiled ? Frame.LuaMode.COMPILED : Frame.LuaMode.INTERPRETED);
  }

  private RawLuaStack withInlined(
      RawLuaStack stack, List<CopiedThread> threads, int vmstate, long tracePc) {
    if (threads.isEmpty()
        || threads.get(0).frames().isEmpty()
        || stack.frames().isEmpty()
        || !(stack.frames().get(0) instanceof RawFrame.LuaFunction root)) {
      return stack;
    }
    long code = threads.get(0).frames().get(0).code();
    Optional<List<RawFrame>> inlined =
        traces.frames(vmstate, tracePc, new TraceReader.Root(root.function(), code));
    return inlined.map(stack::withInnermost).orElse(stack);
  }
}
