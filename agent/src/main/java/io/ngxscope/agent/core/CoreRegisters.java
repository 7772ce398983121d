package io.ngxscope.agent.core;

import java.util.Arrays;

/**
 * The registers of a thread in the order of {@code struct user_regs_struct} ({@code sys/user.h}).
 */
public final class CoreRegisters {
  static final int COUNT = 27;

  private final long[] words;

  CoreRegisters(long[] words) {
    this.words = Arrays.copyOf(words, COUNT);
  }

  /** A register that matters here, with its place in the structure. */
  public enum Name {
    /** Callee-saved. */
    R15(0),
    /** Callee-saved. */
    R14(1),
    /** Callee-saved. */
    R13(2),
    /** Callee-saved. */
    R12(3),
    /** Frame pointer. */
    RBP(4),
    /** Callee-saved. */
    RBX(5),
    /** What a system call returned. */
    RAX(10),
    /** Third argument. */
    RDX(12),
    /** Second argument. */
    RSI(13),
    /** First argument. */
    RDI(14),
    /** Number of the system call in which it is, -1 if in none. */
    ORIG_RAX(15),
    /** Instruction pointer. */
    RIP(16),
    /** Stack pointer. */
    RSP(19);

    private final int at;

    Name(int at) {
      this.at = at;
    }
  }

  /** The value of one. */
  public long get(Name name) {
    return words[name.at];
  }
}
