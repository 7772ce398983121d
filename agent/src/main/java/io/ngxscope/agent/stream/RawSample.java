package io.ngxscope.agent.stream;

import io.ngxscope.agent.luajit.CopiedThread;
import io.ngxscope.agent.model.StackSample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a probe copied of one thread at one instant: numbers, no names yet.
 *
 * @param id connects the lines of one sample; unique for minutes
 * @param kind whether the thread was computing, or going to sleep
 * @param nanos when, of {@code CLOCK_MONOTONIC}
 * @param windowNanos when the running iteration of the event loop began, 0 if not known
 * @param tid the thread
 * @param cpu its registers
 * @param vm its Lua VM
 * @param lua its Lua stack, from the innermost coroutine on; empty if no Lua ran
 * @param request what nginx worked on, or null
 * @param stack its C stack in pieces
 * @param kernel return addresses inside the kernel, innermost first; empty if not asked for
 * @param whole false if lines of it were lost
 */
public record RawSample(
    long id,
    StackSample.Kind kind,
    long nanos,
    long windowNanos,
    int tid,
    Cpu cpu,
    Vm vm,
    List<CopiedThread> lua,
    @Nullable RawRequest request,
    List<Piece> stack,
    List<Long> kernel,
    boolean whole) {
  /** Copies the lists. */
  public RawSample {
    lua = List.copyOf(lua);
    stack = List.copyOf(stack);
    kernel = List.copyOf(kernel);
  }

  /**
   * Registers with which the thread entered the kernel ({@code struct pt_regs}).
   *
   * @param ip instruction pointer
   * @param sp stack pointer
   * @param bp frame pointer register
   * @param bx callee-saved
   * @param r12 callee-saved
   * @param r13 callee-saved
   * @param r14 callee-saved
   * @param r15 callee-saved
   * @param cs code segment: 0x33 is 64-bit user space, anything else means that these are no such
   *     registers
   * @param call the system call by which it entered, or something negative or meaningless
   * @param interrupted the instruction that a timer interrupted, in user space or in the kernel; 0
   *     if it was no timer
   */
  public record Cpu(
      long ip,
      long sp,
      long bp,
      long bx,
      long r12,
      long r13,
      long r14,
      long r15,
      long cs,
      long call,
      long interrupted) {
    private static final long USER_CS = 0x33; // arch/x86/include/asm/segment.h, __USER_CS

    /** True if the registers are those of 64-bit user space. */
    public boolean isUserSpace() {
      return cs == USER_CS && ip > 0 && sp > 0;
    }

    /** True if the thread was met inside the kernel. */
    public boolean inKernel() {
      return interrupted < 0;
    }
  }

  /**
   * The Lua VM.
   *
   * @param global its {@code global_State}
   * @param state {@code g->vmstate}
   * @param thread {@code g->cur_L}
   * @param cframe its {@code L->cframe} without flags, 0 if no Lua is on the C stack
   * @param jitBase {@code g->jit_base}
   * @param request {@code L->exdata}
   */
  public record Vm(long global, int state, long thread, long cframe, long jitBase, long request) {
    /** True if Lua code was executing, or was left by a call into C. */
    public boolean inLua() {
      return cframe != 0;
    }

    /** True if compiled code was running, or was left by a call into C. */
    public boolean inTrace() {
      return state >= 0 && jitBase != 0;
    }
  }

  /**
   * A request as it was at that instant.
   *
   * @param phaseBits what the Lua module notes of its phase
   * @param uriBytes length of its path
   * @param uri the beginning of the path
   * @param methodBytes length of the method
   * @param method up to eight bytes of it
   */
  public record RawRequest(
      int phaseBits, long uriBytes, String uri, long methodBytes, String method) {}

  /**
   * A piece of the C stack.
   *
   * @param address of its first word
   * @param words its words
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared; thousands of words a second
  public record Piece(long address, long[] words) {}
}
