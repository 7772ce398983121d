package io.ngxscope.agent.model;

import java.util.List;

/**
 * Parked coroutines with the same Lua stack that wait for the same.
 *
 * @param count how many, at least 1
 * @param waitsFor what for
 * @param peers to whom their sockets talk, most frequent first, some of them
 * @param uris for which requests, most frequent first, some of them
 * @param withoutRequest how many of them belong to no request, as those of timers
 * @param oldestMicros how long the first of them has waited, in microseconds; -1 if not known
 * @param oldestRequestMicros how long ago the first of their requests began, likewise: none of them
 *     has waited for longer
 * @param stack their frames
 */
public record ParkedGroup(
    long count,
    WaitsFor waitsFor,
    List<Tally> peers,
    List<Tally> uris,
    long withoutRequest,
    long oldestMicros,
    long oldestRequestMicros,
    Stack stack) {
  /** Copies the lists. */
  public ParkedGroup {
    peers = List.copyOf(peers);
    uris = List.copyOf(uris);
  }

  /**
   * A text and how often it was met.
   *
   * @param text hostile
   * @param count at least 1
   */
  public record Tally(String text, long count) {}
}
