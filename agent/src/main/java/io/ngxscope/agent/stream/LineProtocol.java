package io.ngxscope.agent.stream;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The protocol of all probe scripts: one event a line, tab-separated, the kind first. Copied memory
 * comes as tuples, and kernel stacks as bpftrace prints them. Lines that the tracer itself prints
 * on the same stream become notices; everything else is malformed and counted.
 */
public final class LineProtocol implements ByteLines.Sink {
  /** Longer than 60 columns of 16 digits, and than a chunk of stack in its escaped form. */
  public static final int MAX_LINE_BYTES = 8 << 10;

  private static final int MAX_COLUMNS = 256;

  /** Behind a complaint bpftrace quotes the line of the script, and underlines the place. */
  private static final int QUOTED_LINES = 2;

  private final ByteLines lines = new ByteLines(MAX_LINE_BYTES, this);
  private final Sink sink;
  private long bytes;
  private long rows;
  private long malformed;
  private long tooLong;
  private int quoted;
  private String firstMalformed = "";

  /** Takes what was decoded. */
  public interface Sink {
    /** An event of the script. */
    void row(Row row);

    /** Something that the tracer says about itself. */
    void notice(TracerNotice notice);

    /**
     * A line in a form of bpftrace's own, which begins with a parenthesis (a tuple) or a tab (a
     * kernel frame).
     *
     * @return false if it means nothing
     */
    default boolean raw(String line) {
      return false;
    }
  }

  /**
   * How a stream went.
   *
   * @param bytes its length until now, in bytes
   * @param rows lines that were events
   * @param malformed lines that were neither events nor known words of the tracer
   * @param tooLong lines that were cut at {@link #MAX_LINE_BYTES}; none of them was used
   * @param firstMalformed the first malformed line, to find out why; hostile text
   */
  public record Counts(long bytes, long rows, long malformed, long tooLong, String firstMalformed) {
    /** Lines that are lost to the result. */
    public long lost() {
      return malformed + tooLong;
    }
  }

  /** Readies decoding one stream. */
  public LineProtocol(Sink sink) {
    this.sink = sink;
  }

  /** Takes more of the stream. */
  public void add(byte[] chunk, int count) {
    bytes += count;
    lines.add(chunk, count);
  }

  /** The stream has ended. */
  public void end() {
    lines.end();
  }

  /** What was seen until now. */
  public Counts counts() {
    return new Counts(bytes, rows, malformed, tooLong, firstMalformed);
  }

  @Override
  public void line(String text) {
    if (text.isBlank()) {
      return; // bpftrace prints empty lines for maps that are empty at the end
    }
    char first = text.charAt(0);
    if (first == '(' || first == '\t') {
      if (sink.raw(text)) {
        rows++;
      } else {
        malformed(text);
      }
      return;
    }
    int tab = text.indexOf('\t');
    String kind = tab < 0 ? text : text.substring(0, tab);
    if (Row.isKind(kind)) {
      quoted = 0;
      emit(kind, tab < 0 ? List.of() : columns(text.substring(tab + 1)));
      return;
    }
    Optional<TracerNotice> notice = BpftraceWords.onOutput(text);
    if (notice.isPresent()) {
      quoted = QUOTED_LINES;
      sink.notice(notice.get());
    } else if (quoted > 0) {
      quoted--;
    } else {
      malformed(text);
    }
  }

  private void emit(String kind, List<String> columns) {
    if (columns.size() > MAX_COLUMNS) {
      malformed(kind);
    } else {
      rows++;
      sink.row(new Row(kind, columns));
    }
  }

  private static List<String> columns(String rest) {
    return Arrays.asList(rest.split("\t", MAX_COLUMNS + 1));
  }

  private void malformed(String text) {
    malformed++;
    firstMalformed = firstMalformed.isEmpty() ? text : firstMalformed;
  }

  @Override
  public void tooLong(String head) {
    tooLong++;
    firstMalformed = firstMalformed.isEmpty() ? head : firstMalformed;
  }
}
