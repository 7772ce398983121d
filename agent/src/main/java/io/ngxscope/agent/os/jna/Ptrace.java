package io.ngxscope.agent.os.jna;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stops one thread for the microseconds that reading its registers takes ({@code ptrace(2)}):
 * seize, interrupt, wait, read, detach. SIGSTOP is never used: it would be seen by the target's
 * parent. All calls must come from one thread. If that thread dies, the kernel detaches.
 */
public final class Ptrace {
  private static final int SEIZE = 0x4206;
  private static final int INTERRUPT = 0x4207;
  private static final int GETREGS = 12;
  private static final int DETACH = 17;
  private static final int WNOHANG = 1;
  private static final int WALL = 0x4000_0000;
  private static final int REGS_BYTES = 27 * Long.BYTES;
  private static final int PTRACE_EVENT_STOP = 128;

  /**
   * How long to wait for the stop at once; a thread that has no processor just now takes longer.
   */
  private static final long PATIENCE_NANOS = 10_000_000;

  /** Waits shorter than this are spent spinning: a sleep takes longer. */
  private static final long SPIN_NANOS = 100_000;

  private static final long NAP_NANOS = 30_000;

  private static final int REHEARSALS = 100;

  private final Memory status = new Memory(Integer.BYTES);
  private final Memory registers = new Memory(REGS_BYTES);

  /** What came of trying to stop a thread. */
  public sealed interface Stop {
    /**
     * Stopped, read and running again.
     *
     * @param nanos how long it stood still at most, in nanoseconds
     */
    record Done(long nanos) implements Stop {}

    /** It has not stopped yet, for want of a processor: call {@link Ptrace#finish} until it has. */
    record Pending() implements Stop {}

    /** It could not be stopped: traced by another tool, no permission, or gone. */
    record Refused(String why) implements Stop {}
  }

  /** What to read while the thread stands still; must be quick. */
  public interface WhileStopped {
    /** Called with the registers of the stopped thread. */
    void read(Registers registers);
  }

  /**
   * Stops a thread, reads, and lets it go.
   *
   * @param tid the thread
   * @param reader called while it stands still
   */
  public Stop stop(int tid, WhileStopped reader) {
    if (call(SEIZE, tid, null) < 0) {
      return new Stop.Refused(reason());
    }
    if (call(INTERRUPT, tid, null) < 0) {
      return new Stop.Refused(reason()); // it is gone: the kernel detaches
    }
    long begin = System.nanoTime();
    long before = begin;
    while (before - begin < PATIENCE_NANOS) {
      Stop stop = finish(tid, reader, before);
      if (!(stop instanceof Stop.Pending)) {
        return stop;
      }
      if (System.nanoTime() - begin < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(NAP_NANOS);
      }
      before = System.nanoTime();
    }
    return new Stop.Pending();
  }

  /**
   * Goes on with a stop that is pending: reads and lets go as soon as the thread stands still.
   *
   * @param reader called if it stands still now
   * @param notBeforeNanos {@link System#nanoTime()} when it was still seen running
   */
  public Stop finish(int tid, WhileStopped reader, long notBeforeNanos) {
    int got = LibC.waitpid(tid, status, WNOHANG | WALL);
    if (got == 0) {
      return new Stop.Pending();
    }
    if (got != tid || !stopped()) {
      return new Stop.Refused("it exited");
    }
    try {
      Registers now = registers(tid);
      if (now != null) {
        reader.read(now);
      }
    } finally {
      detach(tid);
    }
    return new Stop.Done(System.nanoTime() - notBeforeNanos);
  }

  /**
   * Makes every call once without a thread, so that the first real stop does not wait for code to
   * be loaded.
   */
  public void rehearse() {
    call(SEIZE, -1, null);
    call(GETREGS, -1, registers);
    call(DETACH, -1, new Pointer(1));
    LibC.waitpid(Integer.MAX_VALUE, status, WNOHANG | WALL);
    Registers none = new Registers(word(16), word(19), 0, 0, 0, 0, 0, 0, 0);
    for (int i = 0; i < REHEARSALS && none.rip() == 0; i++) {
      finish(Integer.MAX_VALUE, r -> {}, 0);
    }
  }

  private boolean stopped() {
    return (status.getInt(0) & 0xff) == 0x7f;
  }

  /** Detaches, handing on the signal that stopped the thread if it was not our own interruption. */
  private void detach(int tid) {
    int word = status.getInt(0);
    int signal = word >> 16 == PTRACE_EVENT_STOP ? 0 : (word >> 8) & 0xff;
    call(DETACH, tid, signal == 0 ? null : new Pointer(signal));
  }

  private @Nullable Registers registers(int tid) {
    if (call(GETREGS, tid, registers) < 0) {
      return null;
    }
    // Order of struct user_regs_struct: r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi
    // orig_rax rip cs eflags rsp
    return new Registers(
        word(16), word(19), word(4), word(5), word(12), word(3), word(2), word(1), word(0));
  }

  private long word(int index) {
    return registers.getLong((long) index * Long.BYTES);
  }

  private static long call(int request, int tid, @Nullable Pointer data) {
    return LibC.ptrace(request, tid, Pointer.NULL, data == null ? Pointer.NULL : data);
  }

  private static String reason() {
    return switch (Native.getLastError()) {
      case LibC.EPERM -> "not permitted, or traced by another tool";
      case LibC.ESRCH -> "it is gone";
      default -> "errno " + Native.getLastError();
    };
  }
}
