package io.ngxscope.agent.os.jna;

import com.sun.jna.Memory;
import io.ngxscope.agent.model.Pid;

/** Writes into a process: one aligned word, which is there whole or not at all. */
public final class MemoryWord {
  private MemoryWord() {}

  /**
   * Writes.
   *
   * @param address a multiple of 8
   * @return whether it was written
   */
  public static boolean write(Pid pid, long address, long value) {
    if ((address & 7) != 0) {
      return false;
    }
    try (Memory memory = new Memory(40)) {
      memory.setLong(0, value);
      memory.setPointer(8, memory);
      memory.setLong(16, Long.BYTES);
      memory.setLong(24, address);
      memory.setLong(32, Long.BYTES);
      return LibC.process_vm_writev(pid.value(), memory.share(8), 1, memory.share(24), 1, 0)
          == Long.BYTES;
    }
  }
}
