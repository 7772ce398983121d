package io.ngxscope.agent.heap;

import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Looks out for some thousand objects and strings among the millions of a snapshot. One use. */
public final class Sightings {
  private static final int FILTER_BITS = 1 << 20;

  private final BitSet filter = new BitSet(FILTER_BITS);
  private final Map<Long, Seen> objects = new HashMap<>();
  private final Map<Long, Seen> strings = new ConcurrentHashMap<>();

  /**
   * Something that was found.
   *
   * @param address where it lies
   * @param rank its place in the collector's list: the newest object has the least
   * @param path how it is reached; empty if nothing holds it any more
   */
  record Seen(long address, long rank, String path) {
    boolean isHeld() {
      return !path.isEmpty();
    }
  }

  /** Looks out for nothing. */
  public Sightings() {}

  /** Looks out for the objects and strings of samples. */
  public Sightings(Collection<AllocationSample> samples) {
    for (AllocationSample sample : samples) {
      if (sample.object() != 0) {
        want(sample.object());
      }
      if (sample.string() >= 0) {
        want(~sample.string());
      }
    }
  }

  private void want(long key) {
    filter.set(bit(key));
  }

  private static int bit(long key) {
    return (int) ((key * 0x9e37_79b9_7f4a_7c15L) >>> 44);
  }

  /** Told of every object of the collector's list, the newest first. */
  void object(long address, long rank) {
    if (filter.get(bit(address))) {
      objects.put(address, new Seen(address, rank, ""));
    }
  }

  /** Told of every string, by some threads. */
  void string(long address, int sid) {
    long number = Integer.toUnsignedLong(sid);
    if (filter.get(bit(~number))) {
      strings.put(number, new Seen(address, 0, ""));
    }
  }

  /** How an object is reached; empty if nothing holds it. */
  interface Paths {
    String of(long address);
  }

  /** Asks for the paths of all that was found. */
  void resolve(Paths paths) {
    objects.replaceAll((k, s) -> new Seen(s.address(), s.rank(), paths.of(s.address())));
    strings.replaceAll((k, s) -> new Seen(s.address(), s.rank(), paths.of(s.address())));
  }

  /** An object that was looked for, or null. */
  @Nullable Seen ofObject(long address) {
    return objects.get(address);
  }

  /** A string that was looked for, or null. */
  @Nullable Seen ofString(long number) {
    return strings.get(number);
  }
}
