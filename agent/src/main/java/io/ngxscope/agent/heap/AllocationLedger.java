package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds up every call of the allocator: what each stack was given, and what was released of it
 * again. The four cases are told apart by its arguments and result ({@code lj_alloc_f}): new
 * memory, growth in place, growth elsewhere, release. Keys stand for stacks, told once each in a
 * burst. Not thread-safe.
 */
public final class AllocationLedger {
  private static final int MAX_LIVE = 2_000_000;
  private static final int MAX_TOKENS = 100_000;
  private static final Stack UNKNOWN =
      new Stack(List.of(new Frame.Unknown("its stack was not taken")));

  private final Map<Long, Stack> stacks = new HashMap<>();
  private final Map<Stack, Sum> sums = new HashMap<>();
  private final Map<Long, Sum> live = new HashMap<>();
  private final List<Token> tokens = new ArrayList<>();
  private long fresh;
  private long inPlace;
  private long moved;
  private long released;
  private long unknownReleases;

  /** What one stack has been given. */
  private static final class Sum {
    private long allocated;
    private long freed;
    private int tokens;
  }

  private record Token(long unixMicros, long cycles, Stack stack, long object, long string) {}

  /** Probes are in place again: keys of the burst before mean nothing any more. */
  public void begin() {
    stacks.clear();
  }

  /** The stack that a key stands for. */
  public void site(long key, Stack stack) {
    stacks.put(key, stack);
  }

  private Sum sum(long key) {
    return sums.computeIfAbsent(stacks.getOrDefault(key, UNKNOWN), s -> new Sum());
  }

  /**
   * Memory was given.
   *
   * @param key of the stack
   * @param old where it was, or 0
   * @param oldBytes how large it was
   * @param newBytes how large it is
   * @param now where it is
   */
  public void given(long key, long old, long oldBytes, long newBytes, long now) {
    Sum sum = sum(key);
    if (old == 0) {
      fresh++;
      sum.allocated += newBytes;
      remember(now, sum);
    } else {
      inPlace += now == old ? 1 : 0;
      moved += now == old ? 0 : 1;
      Sum owner = live.remove(old);
      // Only what is added was allocated here; what it held before belongs to who allocated that.
      sum.allocated += Math.max(0, newBytes - oldBytes);
      Sum shrunk = owner == null ? sum : owner;
      shrunk.freed += Math.max(0, oldBytes - newBytes);
      remember(now, owner == null ? sum : owner);
    }
  }

  private void remember(long address, Sum sum) {
    if (live.size() < MAX_LIVE) {
      live.put(address, sum);
    }
  }

  /** Memory was released. */
  public void released(long old, long bytes) {
    released++;
    Sum owner = live.remove(old);
    if (owner == null) {
      unknownReleases++; // allocated before, or between two bursts
    } else {
      owner.freed += bytes;
    }
  }

  /** A new object, or the number of a new string, to be looked for later. */
  public void token(long unixMicros, long cycles, long key, long object, long string) {
    if (tokens.size() < MAX_TOKENS) {
      Stack stack = stacks.getOrDefault(key, UNKNOWN);
      sum(key).tokens++;
      tokens.add(new Token(unixMicros, cycles, stack, object, string));
    }
  }

  /** The tokens as samples that share the bytes of their stack, in order of time. */
  public List<AllocationSample> samples() {
    List<AllocationSample> samples = new ArrayList<>();
    for (Token t : tokens) {
      Sum sum = sums.getOrDefault(t.stack(), new Sum());
      long bytes = sum.allocated / Math.max(1, sum.tokens);
      samples.add(
          new AllocationSample(
              t.unixMicros(), t.cycles(), bytes, t.stack(), t.object(), t.string()));
    }
    samples.sort(Comparator.comparingLong(AllocationSample::unixMicros));
    return samples;
  }

  /** All that was given, in bytes. */
  public long allocatedBytes() {
    return sums.values().stream().mapToLong(s -> s.allocated).sum();
  }

  /** All of that which was released again while it was looked at, in bytes. */
  public long freedBytes() {
    return sums.values().stream().mapToLong(s -> s.freed).sum();
  }

  /** How often each of the four cases was met, and releases of what was not seen before. */
  public Counts counts() {
    return new Counts(fresh, inPlace, moved, released, unknownReleases);
  }

  /**
   * Calls of the allocator.
   *
   * @param fresh new memory
   * @param inPlace growth or shrinking in place
   * @param moved the same elsewhere
   * @param released releases
   * @param unknownReleases of these, releases of what was allocated before
   */
  public record Counts(long fresh, long inPlace, long moved, long released, long unknownReleases) {}
}
