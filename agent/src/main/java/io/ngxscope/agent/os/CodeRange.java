package io.ngxscope.agent.os;

import org.jspecify.annotations.Nullable;

/**
 * Executable memory of a process with what is known about its code.
 *
 * @param start first address in the process
 * @param end address behind the last byte
 * @param bias what is added to an address of the object to get one of the process
 * @param elf the object, or null for code that was generated at run time and for files that cannot
 *     be read
 * @param generated whether the code was generated at run time: no file shows it
 */
public record CodeRange(long start, long end, long bias, @Nullable ElfFile elf, boolean generated) {

  /** Whether an address lies in it. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address - start, end - start) < 0;
  }
}
