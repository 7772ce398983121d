package io.ngxscope.agent.os.jna;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.RemoteMemory;

/**
 * Memory of a live process by {@code process_vm_readv(2)}: nothing is attached and nothing stops,
 * so what is read may change between two reads. Needs the rights of {@code ptrace(2)} over the
 * process (same user and dumpable, or CAP_SYS_PTRACE). Not thread-safe: one reader, one thread.
 */
public final class ProcessMemory implements RemoteMemory {
  private static final int IOVEC_BYTES = 16;
  private static final int SCRATCH_BYTES = 1 << 16;

  private final int pid;
  private final Memory localVector = new Memory(IOVEC_BYTES);
  private Memory remoteVectors = new Memory((long) IOVEC_BYTES * 64);
  private Memory scratch = new Memory(SCRATCH_BYTES);

  /** Readies reading; nothing is touched until the first read. */
  public ProcessMemory(Pid pid) {
    this.pid = pid.value();
  }

  @Override
  public int read(long address, byte[] destination, int length) {
    if (length == 0) {
      return 0;
    }
    reserve(length);
    remoteVectors.setLong(0, address);
    remoteVectors.setLong(8, length);
    int got = transfer(length, 1);
    if (got > 0) {
      scratch.read(0, destination, 0, got);
    }
    return got;
  }

  @Override
  public boolean readLongs(long[] addresses, long[] values) {
    int count = addresses.length;
    int bytes = count * Long.BYTES;
    reserve(bytes);
    if (remoteVectors.size() < (long) count * IOVEC_BYTES) {
      remoteVectors = new Memory((long) count * IOVEC_BYTES);
    }
    for (int i = 0; i < count; i++) {
      remoteVectors.setLong((long) i * IOVEC_BYTES, addresses[i]);
      remoteVectors.setLong((long) i * IOVEC_BYTES + 8, Long.BYTES);
    }
    if (transfer(bytes, count) != bytes) {
      return false;
    }
    scratch.read(0, values, 0, count);
    return true;
  }

  private int transfer(int length, int vectors) {
    localVector.setLong(0, Pointer.nativeValue(scratch));
    localVector.setLong(8, length);
    long got = LibC.process_vm_readv(pid, localVector, 1, remoteVectors, vectors, 0);
    return (int) Math.max(0, got);
  }

  private void reserve(int length) {
    if (scratch.size() < length) {
      scratch = new Memory(length);
    }
  }
}
