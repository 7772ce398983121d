package io.ngxscope.agent.unwind;

import java.util.Arrays;

/**
 * Where the C frames of LuaJIT's interpreter lie on the stack: {@code L->cframe} and what it links
 * to, read at the same instant as the stack.
 */
public final class CFrames {
  /** No Lua on this stack. */
  public static final CFrames NONE = new CFrames(new long[0]);

  /** Nested calls of C and Lua: {@code LJ_MAX_CCALLS} is 200. */
  private static final int MAX_NESTED = 200;

  /** From a C frame to the address of the one before ({@code lj_frame.h}, x64 GC64). */
  private static final int PREVIOUS = 32;

  private static final int MAX = 1024;

  private final long[] rising;

  private CFrames(long[] rising) {
    this.rising = rising;
  }

  /**
   * Takes the chain.
   *
   * @param chain addresses in any order, their two low bits (flags) may be set; zeros are left out
   */
  public static CFrames of(long... chain) {
    long[] rising =
        Arrays.stream(chain).limit(MAX).map(c -> c & ~3L).filter(c -> c != 0).sorted().toArray();
    return rising.length == 0 ? NONE : new CFrames(rising);
  }

  /**
   * Follows the chain through a copied stack.
   *
   * @param innermost {@code L->cframe}, 0 if no Lua runs
   */
  public static CFrames read(StackMemory stack, long innermost) {
    long[] chain = new long[MAX_NESTED];
    int count = 0;
    long at = innermost & ~3L;
    while (at != 0 && count < MAX_NESTED && stack.has(at + PREVIOUS)) {
      chain[count++] = at;
      long next = stack.word(at + PREVIOUS) & ~3L;
      at = next > at ? next : 0;
    }
    return of(Arrays.copyOf(chain, count));
  }

  /** How many there are. */
  public int size() {
    return rising.length;
  }

  /** Address of one, counted from 0 for the innermost, which lies lowest. */
  public long get(int index) {
    return rising[index];
  }

  /** Index of the first that is not below an address, or {@link #size} if there is none. */
  int notBelow(long address) {
    int at = 0;
    while (at < rising.length && rising[at] < address) {
      at++;
    }
    return at;
  }
}
