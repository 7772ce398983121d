package io.ngxscope.agent.os.jna;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory outside of the Java heap that receives a copy of a process's memory without a detour
 * ({@code process_vm_readv(2)}). The buffer must not be used after {@link #close}: it is not
 * checked.
 */
public final class MemorySlab implements AutoCloseable {
  /** Largest slab, in bytes: a buffer is indexed by {@code int}. */
  public static final int MAX_BYTES = 1 << 30;

  /** Read at once; a reader that is asked to end does not wait longer than for one of these. */
  private static final int PIECE = 4 << 20;

  private static final int PAGE = 4096;

  /** {@code PROT_READ | PROT_WRITE}, {@code MAP_PRIVATE | MAP_ANONYMOUS}, {@code MADV_HUGEPAGE}. */
  private static final int READ_WRITE = 3;

  private static final int PRIVATE_ANONYMOUS = 0x22;
  private static final int HUGE_PAGES = 14;

  private final Pointer memory;
  private final int bytes;
  private final ByteBuffer buffer;
  private boolean closed;

  /**
   * Takes memory. Pages are used only when something is copied into them; they are huge ones where
   * the system has them to spare, since a heap is walked at random.
   *
   * @param bytes 1 to {@link #MAX_BYTES}
   * @throws OutOfMemoryError if the system does not give it
   */
  public MemorySlab(int bytes) {
    long address = LibC.mmap(0, bytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0);
    if (address == -1) {
      throw new OutOfMemoryError("mmap of " + bytes + " bytes");
    }
    this.memory = new Pointer(address);
    this.bytes = bytes;
    LibC.madvise(memory, bytes, HUGE_PAGES);
    this.buffer = memory.getByteBuffer(0, bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The copy, addressed from 0. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Copies from a process. What cannot be read becomes zeros.
   *
   * @param address where from
   * @param offset where to in the slab
   * @param length bytes
   * @return bytes that could be read
   */
  public long copy(Pid pid, long address, int offset, int length) {
    try (Memory vectors = new Memory(32)) {
      long read = 0;
      int done = 0;
      while (done < length) {
        int piece = Math.min(PIECE, length - done);
        int got = transfer(vectors, pid.value(), address + done, offset + done, piece);
        read += got;
        done += got;
        if (got < piece) {
          int hole = Math.min(length - done, PAGE - (int) ((address + done) % PAGE));
          memory.setMemory((long) offset + done, hole, (byte) 0);
          done += hole;
        }
      }
      return read;
    }
  }

  /**
   * Copies what another reader gives. What cannot be read becomes zeros.
   *
   * @param address where from
   * @param offset where to in the slab
   * @param length bytes
   * @return bytes that could be read
   */
  public long copy(RemoteMemory source, long address, int offset, int length) {
    byte[] bytes = new byte[Math.min(PIECE, length)];
    long read = 0;
    for (int done = 0; done < length; done += bytes.length) {
      int piece = Math.min(bytes.length, length - done);
      int got = Math.max(0, source.read(address + done, bytes, piece));
      memory.write((long) offset + done, bytes, 0, got);
      memory.setMemory((long) offset + done + got, piece - got, (byte) 0);
      read += got;
    }
    return read;
  }

  private int transfer(Memory vectors, int pid, long address, int offset, int length) {
    vectors.setLong(0, Pointer.nativeValue(memory) + offset);
    vectors.setLong(8, length);
    vectors.setLong(16, address);
    vectors.setLong(24, length);
    long got = LibC.process_vm_readv(pid, vectors, 1, vectors.share(16), 1, 0);
    return (int) Math.max(0, got);
  }

  /** Gives the memory back to the system. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      LibC.munmap(memory, bytes);
    }
  }
}
