package io.ngxscope.agent.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what {@code perf record -o -} writes: perf's file format in its form for pipes ({@code
 * tools/perf/Documentation/perf.data-file-format.txt}). Records that mean nothing here are passed
 * over; what cannot be understood is counted. Memory is bounded: a record has at most 64 KiB.
 */
public final class PerfPipe {
  private static final byte[] MAGIC = "PERFILE2".getBytes(StandardCharsets.US_ASCII);
  private static final int FILE_HEADER = 16;
  private static final int HEADER = 8;
  private static final int MAX_RECORD = 1 << 16;
  private static final int MAX_EVENTS = 64;
  private static final int MAX_IDS = 1 << 16;

  // enum perf_event_type
  private static final int LOST = 2;
  private static final int THROTTLE = 5;
  private static final int SAMPLE = 9;
  private static final int LOST_SAMPLES = 13;
  private static final int SWITCH = 14;

  // enum perf_user_event_type: what perf itself puts in between
  private static final int ATTRIBUTE = 64;
  private static final int TRACING_DATA = 66;
  private static final int FINISHED_ROUND = 68;
  private static final int AUXTRACE = 71;
  private static final int COMPRESSED = 81;
  private static final int FINISHED_INIT = 82;

  private static final int SWITCH_OUT = 1 << 13; // PERF_RECORD_MISC_SWITCH_OUT
  private static final int SWITCH_OUT_PREEMPT = 1 << 14;

  private final byte[] bytes = new byte[MAX_RECORD];
  private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  private final Sink sink;
  private final Map<Long, PerfAttribute> byId = new HashMap<>();
  private @Nullable PerfAttribute first;
  private int events;
  private int length;
  private int wanted = FILE_HEADER;
  private boolean inRecords;
  private boolean begun;
  private boolean broken;
  private long skip;
  private long total;
  private long records;
  private long malformed;
  private long lost;

  /** Takes what was decoded. */
  public interface Sink {
    /** Every event is being recorded now. */
    void begun();

    /** Something happened. */
    void event(PerfEvent event);
  }

  /**
   * How a stream went.
   *
   * @param bytes its length until now
   * @param records samples and switches
   * @param malformed records that could not be understood
   * @param lost records that were thrown away since the buffer was full
   * @param broken true if it is no such stream, or ended to be one
   */
  public record Counts(long bytes, long records, long malformed, long lost, boolean broken) {}

  /** Readies decoding one stream. */
  public PerfPipe(Sink sink) {
    this.sink = sink;
  }

  /** How far the stream could be understood. */
  public Counts counts() {
    return new Counts(total, records, malformed, lost, broken);
  }

  /** Whether it is said what the events are; they are counted soon after. */
  public boolean isDescribed() {
    return first != null;
  }

  /** Takes more of the stream. */
  public void add(byte[] chunk, int count) {
    total += count;
    int at = 0;
    while (at < count && !broken) {
      if (skip > 0) {
        int take = (int) Math.min(skip, count - at);
        skip -= take;
        at += take;
      } else {
        int take = Math.min(wanted - length, count - at);
        System.arraycopy(chunk, at, bytes, length, take);
        length += take;
        at += take;
        if (length == wanted) {
          complete();
        }
      }
    }
  }

  private void complete() {
    if (!inRecords) {
      fileHeader();
    } else if (wanted == HEADER) {
      int size = buffer.getShort(6) & 0xffff;
      if (size < HEADER) {
        breakOff(); // where the next record begins cannot be known
      } else if (size > HEADER) {
        wanted = size;
        return;
      } else {
        record(size);
      }
    } else {
      record(wanted);
    }
    length = 0;
    wanted = HEADER;
  }

  private void fileHeader() {
    for (int i = 0; i < MAGIC.length; i++) {
      broken |= bytes[i] != MAGIC[i];
    }
    if (broken || buffer.getLong(HEADER) != FILE_HEADER) {
      breakOff();
    }
    inRecords = true;
  }

  private void breakOff() {
    broken = true;
    malformed++;
  }

  private void record(int size) {
    int type = buffer.getInt(0);
    if (!begun && (type == FINISHED_INIT || type == FINISHED_ROUND || type == SAMPLE)) {
      begun = true;
      sink.begun();
    }
    ByteBuffer body = buffer.slice(HEADER, size - HEADER).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case ATTRIBUTE -> attribute(body);
      case TRACING_DATA -> tracingData(body);
      case SAMPLE -> take(sample(body));
      case SWITCH -> take(switched(buffer.getShort(4), body));
      case LOST -> lost(body, Long.BYTES);
      case LOST_SAMPLES -> lost(body, 0);
      case THROTTLE -> sink.event(new PerfEvent.Throttled());
      case AUXTRACE, COMPRESSED -> breakOff(); // not asked for; what follows has no known length
      default -> {
        return; // names of processes, maps and the like: known from elsewhere
      }
    }
  }

  /** {@code perf_record_header_attr}: the attribute, then the numbers of its counters. */
  private void attribute(ByteBuffer body) {
    PerfAttribute attribute = PerfAttribute.parse(events, body);
    if (attribute == null || events >= MAX_EVENTS) {
      malformed++;
      return;
    }
    events++;
    first = first == null ? attribute : first;
    for (int at = PerfAttribute.bytes(body);
        at <= body.limit() - Long.BYTES && byId.size() < MAX_IDS;
        at += Long.BYTES) {
      byId.put(body.getLong(at), attribute);
    }
  }

  /** Formats of tracepoints follow behind the record. */
  private void tracingData(ByteBuffer body) {
    if (body.limit() < Integer.BYTES) {
      breakOff();
      return;
    }
    skip = (Integer.toUnsignedLong(body.getInt(0)) + 7) & ~7L;
  }

  /**
   * Where events record different things, or which of them it is matters, samples carry a number.
   */
  private @Nullable PerfEvent sample(ByteBuffer body) {
    PerfAttribute of = first;
    int at = of == null ? -1 : of.idOffset();
    if (at >= 0) {
      of = body.limit() < at + Long.BYTES ? null : byId.get(body.getLong(at));
    }
    return of == null ? null : PerfSampleParser.parse(of, body);
  }

  /** Nothing but the fields at the end, and what the header says. */
  private @Nullable PerfEvent switched(int misc, ByteBuffer body) {
    PerfAttribute of = first;
    int trailer = of == null ? 0 : of.trailerBytes();
    boolean dated =
        of != null && of.has(PerfAttribute.TID) && of.has(PerfAttribute.TIME) && of.idAll();
    if (!dated || body.limit() < trailer) {
      return null;
    }
    int at = body.limit() - trailer;
    boolean out = (misc & SWITCH_OUT) != 0;
    return new PerfEvent.Switched(
        body.getLong(at + Long.BYTES),
        body.getInt(at + Integer.BYTES),
        out,
        out && (misc & SWITCH_OUT_PREEMPT) != 0);
  }

  private void lost(ByteBuffer body, int at) {
    if (body.limit() < at + Long.BYTES) {
      malformed++;
      return;
    }
    long count = Math.max(0, body.getLong(at));
    lost += count;
    sink.event(new PerfEvent.Lost(count));
  }

  private void take(@Nullable PerfEvent event) {
    if (event == null) {
      malformed++;
    } else {
      records++;
      sink.event(event);
    }
  }
}
