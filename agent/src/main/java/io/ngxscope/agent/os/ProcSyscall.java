package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * {@code /proc/PID/syscall}: what the main thread is doing at this instant ({@code proc(5)}). Needs
 * the right to trace the process.
 */
public sealed interface ProcSyscall {
  /** Longest content: nine numbers of 18 characters at most, rounded up, in bytes. */
  int MAX_BYTES = 256;

  /** On a processor, or ready for one: registers are not to be had. */
  record Running() implements ProcSyscall {}

  /**
   * Blocked in a system call.
   *
   * @param number of the call ({@link SyscallTable})
   * @param arguments its six registers, used or not
   * @param stackPointer of user mode
   * @param programCounter of user mode: behind the {@code syscall} instruction
   */
  record Blocked(int number, Arguments arguments, long stackPointer, long programCounter)
      implements ProcSyscall {}

  /**
   * Blocked, but not in a system call: a page fault, a stop by a tracer or a signal, or a zombie
   * (then both are 0).
   *
   * @param stackPointer of user mode
   * @param programCounter of user mode
   */
  record NotInSyscall(long stackPointer, long programCounter) implements ProcSyscall {}

  /** The six argument registers of a system call, in order. */
  record Arguments(long a0, long a1, long a2, long a3, long a4, long a5) {
    /** One of them, counted from 0 to 5. */
    public long get(int index) {
      return switch (index) {
        case 0 -> a0;
        case 1 -> a1;
        case 2 -> a2;
        case 3 -> a3;
        case 4 -> a4;
        case 5 -> a5;
        default -> throw new IndexOutOfBoundsException(index);
      };
    }
  }

  /** Reads it. */
  static ProcSyscall read(Pid pid) throws ProcException {
    return parse(ProcFs.LIVE.text(pid, "syscall"));
  }

  /** Understands the content of a {@link ProcFile}. */
  static ProcSyscall parse(ByteBuffer content) throws ProcUnusable {
    return parse(StandardCharsets.ISO_8859_1.decode(content).toString());
  }

  /**
   * Understands the file's content.
   *
   * @throws ProcUnusable if the content is something else
   */
  static ProcSyscall parse(String text) throws ProcUnusable {
    String[] f = text.strip().split(" ", -1);
    try {
      if (f[0].equals("running")) {
        return new Running();
      }
      if (f[0].equals("-1")) {
        return new NotInSyscall(hex(f[1]), hex(f[2]));
      }
      Arguments arguments =
          new Arguments(hex(f[1]), hex(f[2]), hex(f[3]), hex(f[4]), hex(f[5]), hex(f[6]));
      return new Blocked(Integer.parseInt(f[0]), arguments, hex(f[7]), hex(f[8]));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new ProcUnusable("/proc/PID/syscall: " + e.getMessage());
    }
  }

  private static long hex(String field) {
    if (!field.startsWith("0x")) {
      throw new NumberFormatException("no 0x: " + field.length() + " characters");
    }
    return Long.parseUnsignedLong(field, 2, field.length(), 16);
  }
}
