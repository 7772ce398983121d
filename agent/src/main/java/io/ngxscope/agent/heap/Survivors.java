package io.ngxscope.agent.heap;

import java.util.Arrays;
import java.util.List;

/**
 * Which sampled objects and strings a later snapshot still has. A string is known by its number. An
 * object is known by its address, which may have been used again: but the collector's list is in
 * the order in which objects were made, so that of those found only the longest run in that order
 * can be the ones that were sampled. Pure.
 */
final class Survivors {
  private final boolean[] objects;
  private final boolean[] strings;

  private Survivors(int samples) {
    this.objects = new boolean[samples];
    this.strings = new boolean[samples];
  }

  /**
   * Looks for samples in a snapshot.
   *
   * @param samples in order of time
   */
  static Survivors of(List<AllocationSample> samples, Sightings seen) {
    Survivors found = new Survivors(samples.size());
    long[] ranks = new long[samples.size()];
    Arrays.fill(ranks, -1);
    for (int i = 0; i < samples.size(); i++) {
      AllocationSample sample = samples.get(i);
      Sightings.Seen object = sample.object() == 0 ? null : seen.ofObject(sample.object());
      ranks[i] = object == null ? -1 : object.rank();
      Sightings.Seen string = sample.string() < 0 ? null : seen.ofString(sample.string());
      found.strings[i] = string != null && string.isHeld();
    }
    for (int i : falling(ranks)) {
      Sightings.Seen object = seen.ofObject(samples.get(i).object());
      found.objects[i] = object != null && object.isHeld();
    }
    return found;
  }

  /** The places of a longest strictly falling run, those below 0 left out. */
  static int[] falling(long[] ranks) {
    int[] tails = new int[ranks.length]; // ends of the best run of each length
    int[] before = new int[ranks.length];
    int length = 0;
    for (int i = 0; i < ranks.length; i++) {
      if (ranks[i] >= 0) {
        int low = 0;
        int high = length;
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (ranks[tails[middle]] > ranks[i]) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        before[i] = low == 0 ? -1 : tails[low - 1];
        tails[low] = i;
        length = Math.max(length, low + 1);
      }
    }
    int[] run = new int[length];
    int at = length == 0 ? -1 : tails[length - 1];
    for (int i = length - 1; i >= 0; i--) {
      run[i] = at;
      at = before[at];
    }
    return run;
  }

  /** Whether the object of a sample is there. */
  boolean object(int sample) {
    return objects[sample];
  }

  /** Whether the string of a sample is there. */
  boolean string(int sample) {
    return strings[sample];
  }
}
