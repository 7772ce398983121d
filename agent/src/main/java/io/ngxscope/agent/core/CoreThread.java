package io.ngxscope.agent.core;

import java.nio.ByteBuffer;

/**
 * A thread as a core file shows it ({@code struct elf_prstatus}, note {@code NT_PRSTATUS}).
 *
 * @param tid its number
 * @param signal by which it was stopped or ended, 0 if by none
 * @param registers the 27 words of {@code struct user_regs_struct} in their order
 */
public record CoreThread(int tid, int signal, CoreRegisters registers) {
  private static final int SIGNAL = 12;
  private static final int TID = 32;
  private static final int REGISTERS = 112;

  /** How long the note is. */
  static final int BYTES = 336;

  /** Reads the note. */
  static CoreThread parse(ByteBuffer note) {
    long[] words = new long[CoreRegisters.COUNT];
    for (int i = 0; i < words.length; i++) {
      words[i] = note.getLong(REGISTERS + i * Long.BYTES);
    }
    return new CoreThread(note.getInt(TID), note.getShort(SIGNAL), new CoreRegisters(words));
  }
}
