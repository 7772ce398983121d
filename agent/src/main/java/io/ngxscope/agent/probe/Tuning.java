package io.ngxscope.agent.probe;

/**
 * What a script needs from its tracer's limits.
 *
 * @param ringPages pages of the ring buffer of each processor, of 4096 bytes each
 * @param mapKeys the most keys that a map takes
 * @param stringBytes the longest string or piece of memory that is printed, in bytes; more than 200
 *     do not fit on the stack of a BPF program
 * @param unsafe whether it probes instructions of stripped files, which bpftrace does only with
 *     {@code --unsafe}
 */
public record Tuning(int ringPages, int mapKeys, int stringBytes, boolean unsafe) {
  /** For scripts that say nothing: four times the buffer that bpftrace has by itself. */
  public static final Tuning STANDARD = new Tuning(256, 4096, 64, false);
}
