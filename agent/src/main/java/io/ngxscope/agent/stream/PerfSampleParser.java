package io.ngxscope.agent.stream;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes one sample apart. Its fields come in the order that perf_event_open(2) describes under
 * {@code PERF_RECORD_SAMPLE}.
 */
final class PerfSampleParser {
  /** Larger words are no addresses but say what the next ones are ({@code PERF_CONTEXT_*}). */
  private static final long MARKS = -4095;

  private static final long KERNEL_MARK = -128;
  private static final int MAX_CHAIN = 1024;
  private static final int ABI_64 = 2;

  private PerfSampleParser() {}

  /**
   * Understands a sample.
   *
   * @param record without its header
   * @return null if it contradicts itself or has fields that nobody asked for
   */
  static PerfEvent.@Nullable Sample parse(PerfAttribute attribute, ByteBuffer record) {
    if (attribute.has(PerfAttribute.READ) || attribute.has(PerfAttribute.BRANCH_STACK)) {
      return null;
    }
    try {
      return fields(attribute, record);
    } catch (BufferUnderflowException e) {
      return null; // shorter than it says
    }
  }

  private static PerfEvent.@Nullable Sample fields(PerfAttribute a, ByteBuffer b) {
    word(a, PerfAttribute.IDENTIFIER, b);
    long ip = word(a, PerfAttribute.IP, b);
    long pidTid = word(a, PerfAttribute.TID, b);
    long nanos = word(a, PerfAttribute.TIME, b);
    word(a, PerfAttribute.ADDR, b);
    word(a, PerfAttribute.ID, b);
    word(a, PerfAttribute.STREAM_ID, b);
    word(a, PerfAttribute.CPU, b);
    word(a, PerfAttribute.PERIOD, b);
    List<Long> kernel = a.has(PerfAttribute.CALLCHAIN) ? kernel(b) : List.of();
    if (kernel == null || (a.has(PerfAttribute.RAW) && !skipRaw(b))) {
      return null;
    }
    UserRegisters registers =
        a.has(PerfAttribute.REGS_USER) ? registers(a.userRegisters(), b) : null;
    byte[] stack = a.has(PerfAttribute.STACK_USER) ? stack(b) : new byte[0];
    return stack == null
        ? null
        : new PerfEvent.Sample(
            a.index(), nanos, (int) (pidTid >>> 32), ip, kernel, registers, stack);
  }

  private static long word(PerfAttribute attribute, long field, ByteBuffer b) {
    return attribute.has(field) ? b.getLong() : 0;
  }

  private static @Nullable List<Long> kernel(ByteBuffer b) {
    long count = b.getLong();
    if (count < 0 || count > MAX_CHAIN) {
      return null;
    }
    List<Long> chain = new ArrayList<>();
    boolean inKernel = false;
    for (int i = 0; i < count; i++) {
      long address = b.getLong();
      if (address < 0 && address >= MARKS) {
        inKernel = address == KERNEL_MARK;
      } else if (inKernel) {
        chain.add(address);
      }
    }
    return chain;
  }

  private static boolean skipRaw(ByteBuffer b) {
    int size = b.getInt();
    if (size < 0 || size > b.remaining()) {
      return false;
    }
    b.position(b.position() + size);
    return true;
  }

  private static @Nullable UserRegisters registers(long mask, ByteBuffer b) {
    long abi = b.getLong();
    if (abi == 0) {
      return null; // the thread has no user space any more
    }
    long[] values = new long[UserRegisters.COUNT];
    for (int i = 0; i < Long.SIZE; i++) {
      if ((mask >>> i & 1) != 0) {
        long value = b.getLong();
        if (i < values.length) {
          values[i] = value;
        }
      }
    }
    return abi == ABI_64 ? new UserRegisters(values) : null;
  }

  /** As much as was copied: the room for it is always as large as was asked for. */
  private static byte @Nullable [] stack(ByteBuffer b) {
    long room = b.getLong();
    if (room < 0 || room > b.remaining()) {
      return null;
    }
    if (room == 0) {
      return new byte[0];
    }
    ByteBuffer copy = b.slice(b.position(), (int) room);
    b.position(b.position() + (int) room);
    long copied = b.getLong();
    if (copied < 0 || copied > room) {
      return null;
    }
    byte[] stack = new byte[(int) copied];
    copy.get(stack);
    return stack;
  }
}
