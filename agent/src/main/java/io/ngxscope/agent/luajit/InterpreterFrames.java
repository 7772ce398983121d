package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The frames that the interpreter has on the C stack for one coroutine ({@code lj_frame.h}, x64):
 * {@code L->cframe} and what it links to. They say which frames of Lua a call from C began with,
 * and where a function was when an error handler, a finalizer or a hook interrupted it.
 *
 * @param frames from the innermost to the outermost
 * @param resumer the frame of the coroutine that resumed this one through LuaJIT's own {@code
 *     coroutine.resume} or {@code wrap}, if memory there looks like a frame; else 0
 */
public record InterpreterFrames(List<CFrame> frames, long resumer) {
  /** Nothing is known of them. */
  static final InterpreterFrames NONE = new InterpreterFrames(List.of(), 0);

  private static final int MAX = 200; // LJ_MAX_CCALLS
  private static final int NRES = 8;
  private static final int BYTES = Gc64.CFRAME_PREV + Long.BYTES;

  /**
   * {@code coroutine.resume} calls {@code lj_vm_resume} from the interpreter's frame, which so lies
   * right above the new one: CFRAME_SIZE, saved registers and return address included.
   */
  static final int CFRAME_SIZE = 0x50;

  /**
   * One of them.
   *
   * @param address where it lies
   * @param results wanted results; if negative, C was called without a frame on the Lua stack
   *     ({@code lj_vm_cpcall}), and its negation is the distance from {@code L->stack} to the top
   *     at that time, in bytes
   * @param pc next instruction of the function that it ran last; may be no address of an
   *     instruction at all
   */
  public record CFrame(long address, int results, long pc) {}

  /** Copies the list. */
  public InterpreterFrames {
    frames = List.copyOf(frames);
  }

  /** Reads the chain that begins at {@code L->cframe}. */
  static InterpreterFrames read(RemoteMemory memory, long innermost) {
    List<CFrame> frames = new ArrayList<>();
    long at = innermost;
    while (at != 0 && frames.size() < MAX) {
      ByteBuffer frame = Gc64.plausible(at) ? memory.read(at, BYTES) : ByteBuffer.allocate(0);
      if (frame.limit() < BYTES) {
        return new InterpreterFrames(frames, 0);
      }
      frames.add(new CFrame(at, frame.getInt(NRES), frame.getLong(Gc64.CFRAME_PC)));
      long previous = frame.getLong(Gc64.CFRAME_PREV) & Gc64.CFRAME_MASK;
      if (previous == 0) {
        return new InterpreterFrames(frames, at + CFRAME_SIZE);
      }
      at = previous > at ? previous : 0; // older frames lie higher
    }
    return new InterpreterFrames(frames, 0);
  }
}
