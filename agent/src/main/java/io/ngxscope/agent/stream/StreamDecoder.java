package io.ngxscope.agent.stream;

import io.ngxscope.agent.luajit.CopiedThread.CopiedFrame;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the lines of the scripts that sample stacks. Lines of several samples may be mixed (each
 * processor has a buffer of its own), lines may be missing, and anything may stand between them.
 *
 * <p>Rows hold hexadecimal numbers. Copied memory comes as tuples of words in decimal, since that
 * is by far the cheapest way to get memory out of bpftrace; behind a row {@code KERNEL} come the
 * addresses of a kernel stack, one a line.
 */
public final class StreamDecoder {
  /** Longer lines are not ours. */
  private static final int MAX_LINE = 1 << 14;

  /** A thread on each processor can be in a sample; more are remains of lines that were lost. */
  private static final int MAX_OPEN = 256;

  private static final int ID_SHIFT = 24;
  private static final long LOW = (1L << ID_SHIFT) - 1;
  private static final int URI = 0xffffff;
  private static final int FIRST_FRAME = 0xffe000;
  private static final int FRAME_NUMBERS = 12;

  /** Of a function's second word ({@code GCfunc}, lj_obj.h): its type, and its kind above that. */
  private static final long TYPE_AND_FFID = 0xffff00;

  /** The type of functions in its place; of kind 0 it is a Lua function. */
  private static final long FUNCTION = 8 << 8;

  private final Consumer<StreamEvent> sink;
  private final NumberLine numbers = new NumberLine();
  private final Map<Long, SampleParts> open = new LinkedHashMap<>();
  private @Nullable SampleParts inKernel;
  private long lines;
  private long garbage;
  private long broken;
  private long samples;

  /** Readies decoding. */
  public StreamDecoder(Consumer<StreamEvent> sink) {
    this.sink = sink;
  }

  /**
   * What was decoded.
   *
   * @param lines lines taken
   * @param garbage lines that could not be understood
   * @param broken samples of which lines are missing
   * @param samples samples, the broken ones included
   */
  public record Counts(long lines, long garbage, long broken, long samples) {}

  /** How far the stream could be understood. */
  public Counts counts() {
    return new Counts(lines, garbage, broken + open.size(), samples + open.size());
  }

  /**
   * Takes a row.
   *
   * @return false if it means nothing
   */
  public boolean row(Row row) {
    return taken(understood(row));
  }

  /**
   * Takes a tuple, or a line of a kernel stack.
   *
   * @return false if it means nothing
   */
  public boolean raw(String line) {
    boolean understood;
    try {
      understood =
          line.length() <= MAX_LINE && (line.startsWith("(") ? tuple(line) : kernelAddress(line));
    } catch (NumberFormatException e) {
      understood = false;
    }
    return taken(understood);
  }

  private boolean taken(boolean understood) {
    lines++;
    garbage += understood ? 0 : 1;
    return understood;
  }

  private boolean tuple(String line) {
    if (!numbers.read(line)) {
      return false;
    }
    SampleParts parts = open.get(numbers.get(0) >>> ID_SHIFT);
    if (parts == null) {
      return false;
    }
    int low = (int) (numbers.get(0) & LOW);
    if (low >= FIRST_FRAME && low < URI) {
      if (numbers.count() != FRAME_NUMBERS) {
        return false;
      }
      parts.frame(low - FIRST_FRAME, frame());
    } else if (low == URI) {
      parts.uri(words());
    } else {
      parts.piece(low, words());
    }
    return true;
  }

  /**
   * Four slots, five words of the function from its type on, two line numbers, the height. Words
   * that do not tell which function it is are left out, so that equal stacks are equal: its address
   * (closures come and go), marks of the collector, upvalues.
   */
  private CopiedFrame frame() {
    long head = numbers.get(5) & TYPE_AND_FFID;
    boolean function = (head & 0xff00) == FUNCTION;
    boolean lua = head == FUNCTION;
    boolean continuation = (numbers.get(4) & 7) == 2; // FRAME_CONT, lj_frame.h
    return new CopiedFrame(
        continuation ? numbers.get(1) : 0,
        continuation ? numbers.get(2) : 0,
        function ? 0 : numbers.get(3),
        numbers.get(4),
        head,
        lua ? numbers.get(8) : 0,
        lua ? 0 : numbers.get(9),
        numbers.get(11),
        lua ? numbers.get(10) : 0);
  }

  private long[] words() {
    long[] words = new long[numbers.count() - 1];
    for (int i = 0; i < words.length; i++) {
      words[i] = numbers.get(i + 1);
    }
    return words;
  }

  private boolean understood(Row row) {
    inKernel = null;
    Numbers f = Numbers.of(row);
    return switch (row.kind()) {
      case "SAMPLE" -> f.count() == SampleParts.FIELDS && begin(f);
      case "LUA" -> f.count() == 4 && inSample(f, p -> p.thread(f.get(1), f.get(2), f.get(3)));
      case "REQUEST" -> f.count() == 5 && inSample(f, p -> p.request(f));
      case "KERNEL" -> f.count() >= 1 && inSample(f, p -> inKernel = p);
      case "END" -> f.count() == 2 && end(f);
      case "WOKE" -> f.count() == 4 && tell(woke(f));
      case "WINDOW" -> f.count() == 5 && tell(window(f));
      case "RESUME" -> f.count() == 7 && tell(resumed(f));
      case "BUSY" -> f.count() == 1 && tell(new StreamEvent.Busy(f.get(0)));
      case "ALLOC" -> f.count() == 4 && tell(allocated(f));
      case "STEPS" -> f.count() == 4 && tell(steps(f));
      case "SITE" -> f.count() == 2 && tell(new StreamEvent.Site(f.get(0), f.get(1)));
      case "MEM" -> f.count() == 5 && tell(given(f));
      case "FREE" -> f.count() == 2 && tell(new StreamEvent.Released(f.get(0), f.get(1)));
      case "TOKEN" -> f.count() == 3 && tell(token(f));
      case "SKIPPED" -> f.count() == 1 && tell(new StreamEvent.Skipped(f.get(0)));
      default -> false;
    };
  }

  /** One frame as bpftrace prints it: an address, and a name that is not asked for. */
  private boolean kernelAddress(String line) {
    SampleParts parts = inKernel;
    if (parts == null) {
      return false;
    }
    int end = line.indexOf(' ');
    parts.kernel(Long.parseUnsignedLong(line, 1, end < 0 ? line.length() : end, 16));
    return true;
  }

  private boolean begin(Numbers f) {
    open.put(f.get(0), new SampleParts(f));
    if (open.size() > MAX_OPEN) {
      Iterator<SampleParts> oldest = open.values().iterator();
      oldest.next();
      oldest.remove();
      broken++;
      samples++;
    }
    return true;
  }

  private boolean inSample(Numbers f, Consumer<SampleParts> part) {
    SampleParts parts = open.get(f.get(0));
    if (parts == null) {
      return false;
    }
    part.accept(parts);
    return true;
  }

  private boolean end(Numbers f) {
    SampleParts parts = open.remove(f.get(0));
    if (parts == null) {
      return false;
    }
    RawSample sample = parts.build(f.get(1));
    samples++;
    if (!sample.whole()) {
      broken++;
    }
    return tell(new StreamEvent.Sampled(sample));
  }

  private boolean tell(StreamEvent event) {
    sink.accept(event);
    return true;
  }

  private static StreamEvent woke(Numbers f) {
    return new StreamEvent.Woke(f.get(0), (int) f.get(1), f.get(2), f.get(3));
  }

  private static StreamEvent window(Numbers f) {
    return new StreamEvent.Window((int) f.get(0), f.get(1), f.get(2), f.get(3), f.get(4));
  }

  private static StreamEvent resumed(Numbers f) {
    StreamEvent.Window run =
        new StreamEvent.Window((int) f.get(1), f.get(2), f.get(3), f.get(4), f.get(5));
    return new StreamEvent.Resumed(f.get(0), run, (int) f.get(6));
  }

  private static StreamEvent given(Numbers f) {
    return new StreamEvent.Given(f.get(0), f.get(1), f.get(2), f.get(3), f.get(4));
  }

  private static StreamEvent token(Numbers f) {
    return new StreamEvent.Token(f.get(0), f.get(1), f.get(2) - 1);
  }

  private static StreamEvent allocated(Numbers f) {
    return new StreamEvent.Allocated(f.get(0), f.get(1), f.get(2), f.get(3) - 1);
  }

  private static StreamEvent steps(Numbers f) {
    return new StreamEvent.Steps(f.get(0), f.get(1), f.get(2), f.get(3));
  }
}
