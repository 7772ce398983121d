package io.ngxscope.agent.stream;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one event records ({@code struct perf_event_attr}, perf_event_open(2)).
 *
 * @param index which of the events that were asked for
 * @param sampleType the fields of a sample, {@code PERF_SAMPLE_*}
 * @param idAll whether other records end with fields that say when and where
 * @param userRegisters mask of the registers in a sample
 */
record PerfAttribute(int index, long sampleType, boolean idAll, long userRegisters) {
  static final long IP = 1;
  static final long TID = 1 << 1;
  static final long TIME = 1 << 2;
  static final long ADDR = 1 << 3;
  static final long READ = 1 << 4;
  static final long CALLCHAIN = 1 << 5;
  static final long ID = 1 << 6;
  static final long CPU = 1 << 7;
  static final long PERIOD = 1 << 8;
  static final long STREAM_ID = 1 << 9;
  static final long RAW = 1 << 10;
  static final long BRANCH_STACK = 1 << 11;
  static final long REGS_USER = 1 << 12;
  static final long STACK_USER = 1 << 13;
  static final long IDENTIFIER = 1 << 16;

  private static final int SIZE = 4;
  private static final int SAMPLE_TYPE = 24;
  private static final int FLAGS = 40;
  private static final int REGS = 80;
  private static final int LEAST_BYTES = 96;
  private static final long SAMPLE_ID_ALL = 1 << 18;

  /** Understands one; null if it is too short. */
  static @Nullable PerfAttribute parse(int index, ByteBuffer attr) {
    if (attr.limit() < LEAST_BYTES || attr.getInt(SIZE) < LEAST_BYTES) {
      return null;
    }
    return new PerfAttribute(
        index,
        attr.getLong(SAMPLE_TYPE),
        (attr.getLong(FLAGS) & SAMPLE_ID_ALL) != 0,
        attr.getLong(REGS));
  }

  /** Its own size, after which the numbers of its counters follow. */
  static int bytes(ByteBuffer attr) {
    return attr.getInt(SIZE);
  }

  boolean has(long field) {
    return (sampleType & field) != 0;
  }

  /** Where a sample says which event it is of, in bytes; -1 if it does not. */
  int idOffset() {
    if (has(IDENTIFIER)) {
      return 0;
    }
    return has(ID) ? Long.BYTES * Long.bitCount(sampleType & (IP | TID | TIME | ADDR)) : -1;
  }

  /** Size of the fields at the end of records that are no samples. */
  int trailerBytes() {
    long fields = sampleType & (TID | TIME | ID | STREAM_ID | CPU | IDENTIFIER);
    return idAll ? Long.BYTES * Long.bitCount(fields) : 0;
  }
}
