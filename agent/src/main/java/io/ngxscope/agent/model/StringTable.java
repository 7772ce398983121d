package io.ngxscope.agent.model;

import java.util.List;

/**
 * LuaJIT's table of interned strings at one moment: a hash table of chains, in which every string
 * that is made is looked up.
 *
 * @param strings that were found in it
 * @param bytes of these strings, headers included
 * @param slots chains that it has room for, empty ones included; a power of two
 * @param usedSlots chains that are not empty
 * @param maxChain strings in the longest chain
 * @param histogram how many chains there are of each length, in rising order
 * @param chains the longest chains, longest first
 * @param largest the largest strings, largest first
 * @param byLength strings by their length, the shortest first
 * @param alike large strings that are almost equal, those that take most memory first
 * @param hash how strings are hashed
 * @param torn chains that the worker changed while they were copied
 * @param copiedBytes memory that was copied to see it, in bytes
 * @param copyMicros how long that took, in microseconds; the worker is not stopped
 */
public record StringTable(
    long strings,
    long bytes,
    long slots,
    long usedSlots,
    int maxChain,
    List<ChainCount> histogram,
    List<Chain> chains,
    List<HeapRow> largest,
    List<HeapRow> byLength,
    List<Alike> alike,
    Hash hash,
    long torn,
    long copiedBytes,
    long copyMicros) {
  /** Copies the lists. */
  public StringTable {
    histogram = List.copyOf(histogram);
    chains = List.copyOf(chains);
    largest = List.copyOf(largest);
    byLength = List.copyOf(byLength);
    alike = List.copyOf(alike);
  }

  /** Strings for each slot; the table doubles at 1. */
  public double loadFactor() {
    return slots == 0 ? 0 : (double) strings / slots;
  }

  /** Mean length of the chains that are not empty. */
  public double meanChain() {
    return usedSlots == 0 ? 0 : (double) strings / usedSlots;
  }

  /**
   * Chains of one length.
   *
   * @param length strings in each
   * @param chains how many there are
   */
  public record ChainCount(int length, long chains) {}

  /**
   * One chain.
   *
   * @param slot its number in the table
   * @param length strings in it
   * @param dense whether its strings were hashed anew by all that the second hash reads
   * @param sameHash strings in it that share hash and length with the most others: each look-up of
   *     one more compares contents with all of these
   * @param members the first strings of the chain
   */
  public record Chain(long slot, int length, boolean dense, int sameHash, List<Member> members) {
    /** Copies the list. */
    public Chain {
      members = List.copyOf(members);
    }
  }

  /**
   * A string in a chain.
   *
   * @param length in bytes
   * @param hash as the table has it
   * @param commonPrefix bytes until it differs from the string before it in the chain; -1 for the
   *     first, and where their lengths differ
   * @param text how it begins, or what stands for it where values are not to be shown
   */
  public record Member(int length, int hash, long commonPrefix, String text) {}

  /**
   * Large strings of one length that are almost equal.
   *
   * @param length of each, in bytes
   * @param strings how many
   * @param firstDifference of the strings, the first byte in which one differs from the first
   * @param lastDifference the last such byte
   * @param sameHash how many share one hash at most
   * @param text how they begin, or what stands for it
   */
  public record Alike(
      int length,
      long strings,
      long firstDifference,
      long lastDifference,
      long sameHash,
      String text) {
    /** Bytes of all of them. */
    public long bytes() {
      return strings * length;
    }
  }

  /**
   * How strings are hashed.
   *
   * @param variant in words; says so if it is none that is known
   * @param known whether hashes of strings in the table were computed again and came out the same
   * @param reads what the first hash reads of a long string, in words; empty if it is not known
   * @param denseSlots chains whose strings are hashed anew since there were too many
   * @param denseStrings strings that were hashed anew
   */
  public record Hash(
      String variant, boolean known, String reads, long denseSlots, long denseStrings) {}
}
