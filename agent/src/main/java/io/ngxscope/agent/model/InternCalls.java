package io.ngxscope.agent.model;

import java.util.List;

/**
 * Calls of {@code lj_str_new}, every one of them during bursts.
 *
 * @param counts all that was counted in the bursts
 * @param countedMicros length of these bursts together, in microseconds
 * @param bursts how many there were
 * @param spanMicros time from the first to the end of the last, in microseconds: what lies between
 *     was not looked at
 * @param timedMicros length of the bursts in which calls were measured, in microseconds
 * @param byLength calls by length of the string, the shortest first
 * @param callers who called, most calls first
 * @param unknown what could not be counted, in sentences
 */
public record InternCalls(
    Counts counts,
    long countedMicros,
    int bursts,
    long spanMicros,
    long timedMicros,
    List<Length> byLength,
    List<InternCaller> callers,
    List<String> unknown) {
  /** Copies the lists. */
  public InternCalls {
    byLength = List.copyOf(byLength);
    callers = List.copyOf(callers);
    unknown = List.copyOf(unknown);
  }

  /** Of the time, the part in which every call was counted, 0 to 1. */
  public double coverage() {
    return spanMicros == 0 ? 0 : Math.min(1, (double) countedMicros / spanMicros);
  }

  /**
   * What was counted.
   *
   * @param calls strings that were to be interned
   * @param bytes of these strings
   * @param misses of the calls, those whose string was new; -1 if that cannot be counted here
   * @param compares comparisons of contents; -1 if they cannot be counted here
   * @param comparedBytes length of the strings that were compared, until the first difference at
   *     most
   * @param rehashes chains that were hashed anew; -1 if they cannot be counted here
   * @param resizes of the table; -1 if they cannot be counted here
   */
  public record Counts(
      long calls,
      long bytes,
      long misses,
      long compares,
      long comparedBytes,
      long rehashes,
      long resizes) {
    /** Strings that were there already; -1 if that is not known. */
    public long hits() {
      return misses < 0 ? -1 : Math.max(0, calls - misses);
    }
  }

  /**
   * Calls with strings of some lengths.
   *
   * @param from shortest, in bytes
   * @param to longest, in bytes
   * @param calls how many in the bursts that count
   * @param misses of these, those whose string was new; -1 if that is not known
   * @param timed calls in the bursts that measure
   * @param totalMicros what these took together, in microseconds
   * @param p50Micros half of them took no longer, in microseconds
   * @param p99Micros of a hundred, 99 took no longer, in microseconds
   */
  public record Length(
      long from,
      long to,
      long calls,
      long misses,
      long timed,
      double totalMicros,
      double p50Micros,
      double p99Micros) {
    /** Strings that were there already; -1 if that is not known. */
    public long hits() {
      return misses < 0 ? -1 : Math.max(0, calls - misses);
    }
  }
}
