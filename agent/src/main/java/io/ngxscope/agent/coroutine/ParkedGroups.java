package io.ngxscope.agent.coroutine;

import io.ngxscope.agent.model.ParkedGroup;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.WaitsFor;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts parked coroutines together that have the same stack and wait for the same. */
public final class ParkedGroups {
  /** Different texts kept of each group; paths can hold numbers of customers. */
  private static final int MAX_TEXTS = 10_000;

  private static final int SHOWN_TEXTS = 20;

  private final Map<Key, Sum> sums = new LinkedHashMap<>();
  private long total;

  private record Key(WaitsFor waitsFor, Stack stack) {}

  private static final class Sum {
    long count;
    long withoutRequest;
    long oldest = -1;
    long oldestRequest = -1;
    final Map<String, Long> peers = new HashMap<>();
    final Map<String, Long> uris = new HashMap<>();

    void add(ParkedCoroutine c) {
      count++;
      oldest = Math.max(oldest, c.waitedMicros());
      oldestRequest = Math.max(oldestRequest, c.requestMicros());
      if (!c.peer().isEmpty()) {
        count(peers, c.peer());
      }
      if (c.request() == null) {
        withoutRequest++;
      } else {
        count(uris, c.request().uri());
      }
    }

    private static void count(Map<String, Long> counts, String text) {
      if (counts.size() < MAX_TEXTS || counts.containsKey(text)) {
        counts.merge(text, 1L, Long::sum);
      }
    }
  }

  /** No coroutines. */
  public ParkedGroups() {}

  void add(ParkedCoroutine coroutine) {
    total++;
    sums.computeIfAbsent(new Key(coroutine.waitsFor(), coroutine.stack()), k -> new Sum())
        .add(coroutine);
  }

  /** How many coroutines there are. */
  public long total() {
    return total;
  }

  /** The groups, the largest first. */
  public List<ParkedGroup> largestFirst() {
    return sums.entrySet().stream()
        .map(e -> group(e.getKey(), e.getValue()))
        .sorted(Comparator.comparingLong(ParkedGroup::count).reversed())
        .toList();
  }

  private static ParkedGroup group(Key key, Sum sum) {
    return new ParkedGroup(
        sum.count,
        key.waitsFor(),
        mostFrequent(sum.peers),
        mostFrequent(sum.uris),
        sum.withoutRequest,
        sum.oldest,
        sum.oldestRequest,
        key.stack());
  }

  private static List<ParkedGroup.Tally> mostFrequent(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(e -> new ParkedGroup.Tally(e.getKey(), e.getValue()))
        .sorted(
            Comparator.comparingLong(ParkedGroup.Tally::count)
                .reversed()
                .thenComparing(ParkedGroup.Tally::text))
        .limit(SHOWN_TEXTS)
        .toList();
  }
}
