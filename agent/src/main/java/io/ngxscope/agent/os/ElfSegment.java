package io.ngxscope.agent.os;

/**
 * A program header: what the kernel and the dynamic linker map ({@code elf(5)}).
 *
 * @param type one of the {@code PT_} numbers below, or any other
 * @param flags bits: 1 execute, 2 write, 4 read
 * @param offset where it begins in the file, in bytes
 * @param address where it begins in the object's own address space
 * @param fileSize bytes in the file
 * @param memorySize bytes in memory; what exceeds {@code fileSize} is zero
 */
public record ElfSegment(
    int type, int flags, long offset, long address, long fileSize, long memorySize) {
  /** A part of the file that is mapped. */
  public static final int LOAD = 1;

  /** The dynamic linker's table. */
  public static final int DYNAMIC = 2;

  /** Notes, such as the build id. */
  public static final int NOTE = 4;

  /** {@code .eh_frame_hdr}: the index of the unwind tables, which survives stripping. */
  public static final int GNU_EH_FRAME = 0x6474e550;

  /** Whether code may run in it. */
  public boolean executable() {
    return (flags & 1) != 0;
  }

  /** Whether its part in the file holds so many bytes from an address on. */
  boolean holds(long at, long length) {
    long inside = at - address;
    return inside >= 0 && length >= 0 && inside <= fileSize && length <= fileSize - inside;
  }

  /** Whether an address lies in its memory. */
  public boolean contains(long at) {
    return Long.compareUnsigned(at - address, memorySize) < 0;
  }
}
