package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.InternCaller;
import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.model.InternCalls.Counts;
import io.ngxscope.agent.model.InternCalls.Length;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.agent.stream.StreamEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up what the scripts tell that look at every call of {@code lj_str_new}, over all bursts. Fed
 * by the threads that read them, one after the other.
 */
public final class InternTally implements SampleStream.Listener {
  /** Lengths of strings, by powers of two. */
  private static final int CLASSES = 32;

  /** Times that are kept for each of them; further ones only add to the sum. */
  private static final int MAX_TIMES = 100_000;

  private static final int MAX_WAITING = 256;
  private static final int MAX_CALLERS = 10_000;

  private final long[] calls = new long[CLASSES];
  private final long[] misses = new long[CLASSES];
  private final long[] timed = new long[CLASSES];
  private final long[] nanos = new long[CLASSES];
  private final List<List<Integer>> times = new ArrayList<>();
  private final long[] totals = new long[5];
  private final Map<Long, Observation> waiting = new LinkedHashMap<>();
  private final Map<Key, Caller> callers = new LinkedHashMap<>();

  private record Key(Stack stack, Request request) {}

  private static final class Caller {
    long samples;
    long bytes;
    long maxNanos;
  }

  /** A tally of nothing. */
  public InternTally() {
    for (int i = 0; i < CLASSES; i++) {
      times.add(new ArrayList<>());
    }
  }

  /**
   * Takes a row if it is one of those.
   *
   * @return false if it is not
   */
  public synchronized boolean row(Row row) {
    List<String> c = row.columns();
    switch (row.kind()) {
      case "TOTALS" -> {
        for (int i = 0; i < totals.length; i++) {
          totals[i] += hex(c, i);
        }
      }
      case "LENGTH" -> {
        int at = (int) Math.min(hex(c, 0), CLASSES - 1);
        calls[at] += hex(c, 1);
        misses[at] += hex(c, 2);
      }
      case "TIME" -> time(hex(c, 0), hex(c, 1));
      case "CALLED" -> called(hex(c, 0), hex(c, 1), hex(c, 2));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The columns are described by the script's header, which is held against each row before. */
  private static long hex(List<String> columns, int at) {
    return Math.max(0, Long.parseUnsignedLong(columns.get(at), 16));
  }

  private void time(long bytes, long took) {
    int at = lengthClass(bytes);
    timed[at]++;
    nanos[at] += took;
    if (times.get(at).size() < MAX_TIMES) {
      times.get(at).add((int) Math.min(took, Integer.MAX_VALUE));
    }
  }

  private static int lengthClass(long bytes) {
    return bytes < 2 ? 0 : Math.min(CLASSES - 1, Long.SIZE - 1 - Long.numberOfLeadingZeros(bytes));
  }

  private void called(long id, long bytes, long took) {
    Observation seen = waiting.remove(id);
    if (seen == null) {
      return;
    }
    Request request = seen.work().request();
    Key key = new Key(seen.stack(), request == null ? StackEvent.NO_REQUEST : request);
    if (callers.containsKey(key) || callers.size() < MAX_CALLERS) {
      Caller caller = callers.computeIfAbsent(key, k -> new Caller());
      caller.maxNanos = Math.max(caller.maxNanos, took);
      if (took == 0) { // one of many, not one of the longest
        caller.samples++;
        caller.bytes += bytes;
      }
    }
  }

  @Override
  public synchronized void sampled(Observation observation) {
    if (waiting.size() >= MAX_WAITING) {
      waiting.clear(); // their rows were lost
    }
    waiting.put(observation.id(), observation);
  }

  @Override
  public void event(StreamEvent event) {}

  /** Times and places of bursts. */
  public record Bursts(long countedMicros, int bursts, long spanMicros, long timedMicros) {}

  /**
   * The sum.
   *
   * @param every of so many calls one had its stack taken
   * @param unknown what could not be had, in sentences
   */
  public synchronized InternCalls sum(Bursts bursts, long every, List<String> unknown) {
    long all = Arrays.stream(calls).sum();
    Counts counts =
        new Counts(
            all,
            totals[0],
            Arrays.stream(misses).sum(),
            totals[1],
            totals[2],
            totals[3],
            totals[4]);
    return new InternCalls(
        counts,
        bursts.countedMicros(),
        bursts.bursts(),
        bursts.spanMicros(),
        bursts.timedMicros(),
        lengths(),
        callers(every),
        unknown);
  }

  private List<Length> lengths() {
    List<Length> lengths = new ArrayList<>();
    for (int i = 0; i < CLASSES; i++) {
      if (calls[i] > 0 || timed[i] > 0) {
        int[] sorted = times.get(i).stream().mapToInt(Integer::intValue).sorted().toArray();
        lengths.add(
            new Length(
                i == 0 ? 0 : 1L << i,
                (1L << (i + 1)) - 1,
                calls[i],
                misses[i],
                timed[i],
                nanos[i] / 1e3,
                percentile(sorted, 50),
                percentile(sorted, 99)));
      }
    }
    return lengths;
  }

  private static double percentile(int[] sorted, int percent) {
    return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1L) * percent / 100)] / 1e3;
  }

  private List<InternCaller> callers(long every) {
    return callers.entrySet().stream()
        .map(
            e ->
                new InternCaller(
                    e.getKey().stack(),
                    e.getKey().request(),
                    0,
                    0,
                    e.getValue().samples * every,
                    e.getValue().bytes * every,
                    e.getValue().maxNanos / 1000))
        .sorted(Comparator.comparingLong(InternCaller::calls).reversed())
        .toList();
  }
}
