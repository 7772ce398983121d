package io.ngxscope.agent.os.jna;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/**
 * Calls a function of the C library some thousand times without Java in between: {@code lfind(3)}
 * compares a key with each element of a table until one is equal, and the function stands in for
 * the comparison.
 */
public final class NativeLoop {
  private static final int MAX_TIMES = 1 << 20;

  /** Mapped only here. */
  private interface Search extends Library {
    Pointer lfind(Pointer key, Pointer base, Pointer count, long width, Pointer compare);
  }

  private NativeLoop() {}

  /**
   * Calls {@code function("x")}.
   *
   * @param function of the C library; takes a string or a number, changes nothing, and does not
   *     return 0 for these
   * @param times how often, at most 2^20
   * @return how long it took, in nanoseconds; -1 if the library has no such function, or it
   *     returned 0
   */
  public static long time(String function, int times) {
    if (times < 1 || times > MAX_TIMES) {
      throw new IllegalArgumentException("times: " + times);
    }
    try {
      return time(NativeLibrary.getInstance("c").getFunction(function), times);
    } catch (UnsatisfiedLinkError e) {
      return -1;
    }
  }

  private static long time(Function function, int times) {
    Search search = Native.load("c", Search.class);
    try (Memory key = new Memory(8);
        Memory table = new Memory(times);
        Memory count = new Memory(Long.BYTES)) {
      key.setString(0, "x");
      count.setLong(0, times);
      long begin = System.nanoTime();
      Pointer equal = search.lfind(key, table, count, 1, function);
      long took = System.nanoTime() - begin;
      return equal == null ? took : -1;
    }
  }
}
