package io.ngxscope.samples;

import org.jspecify.annotations.Nullable;

/**
 * One block as the sample itself has measured it. The loop is away a little longer than this, since
 * nginx parses the request before and sends the answer after it: some tens of microseconds.
 *
 * @param pid the worker
 * @param startUnixUs when it began, microseconds since the epoch
 * @param durationUs how long it took, microseconds of the monotonic clock
 * @param name the name in the line's comment {@code -- BLOCKS: name}
 * @param kind {@code on-cpu} or {@code off-cpu}: what the worker did for most of it
 * @param phase what {@code ngx.get_phase()} says, such as {@code content} or {@code timer}
 * @param method the request's method, or null outside a request
 * @param uri the request's path without its query string, or null outside a request
 * @param function the declared name of the function that holds the line, or null for code inside
 *     nginx.conf
 * @param functionLine the line on which that function begins; 0 for code inside nginx.conf
 * @param file the source: an absolute path, or {@code =content_by_lua(nginx.conf:LINE)}
 * @param line the blocking line, from 1
 * @param innermost true if that line is the innermost Lua frame; false if the time goes by in Lua
 *     functions that it calls
 */
public record TruthRecord(
    long pid,
    long startUnixUs,
    long durationUs,
    String name,
    String kind,
    String phase,
    @Nullable String method,
    @Nullable String uri,
    @Nullable String function,
    int functionLine,
    String file,
    int line,
    boolean innermost) {
  /** When it was over, microseconds since the epoch. */
  public long endUnixUs() {
    return startUnixUs + durationUs;
  }
}
