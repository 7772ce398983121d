package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads the names of local variables, as {@code debug_varname} does ({@code lj_debug.c}). */
final class LocalNames {
  /** Larger tables are read so far only; the variables of a function's beginning come first. */
  private static final int MAX_BYTES = 1 << 14;

  /** Numbers below stand for the hidden variables of loops ({@code VARNAME__MAX}). */
  private static final int FIRST_LETTER = 7;

  private final byte[] table;
  private final int length;
  private int at;

  private LocalNames(byte[] table, int length) {
    this.table = table;
    this.length = length;
  }

  /**
   * The variable that a register holds.
   *
   * @param varinfo where the table lies, 0 without
   * @param pc the instruction
   * @param register the register
   * @return empty if the register holds no variable there, or one without a name
   */
  static Optional<String> of(RemoteMemory memory, long varinfo, int pc, int register) {
    byte[] table = new byte[MAX_BYTES];
    int got = varinfo == 0 ? 0 : memory.read(varinfo, table, MAX_BYTES);
    return new LocalNames(table, got).find(pc, register);
  }

  /** Variables are kept in the order of their registers: the one wanted is the n-th valid one. */
  private Optional<String> find(int pc, int register) {
    int left = register;
    long start = 0;
    while (at < length && table[at] != 0) {
      Optional<String> name = name();
      start += number();
      long end = start + number();
      if (start > pc || at >= length) {
        return Optional.empty();
      }
      if (pc < end && left-- == 0) {
        return name;
      }
    }
    return Optional.empty();
  }

  private Optional<String> name() {
    if ((table[at] & 0xff) < FIRST_LETTER) {
      at++;
      return Optional.empty();
    }
    int begin = at;
    while (at < length && table[at] != 0) {
      at++;
    }
    return Optional.of(new String(table, begin, at++ - begin, StandardCharsets.UTF_8));
  }

  /** A ULEB128 number. */
  private long number() {
    long value = 0;
    for (int shift = 0; shift < 35 && at < length; shift += 7) {
      byte part = table[at++];
      value |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    return value;
  }
}
