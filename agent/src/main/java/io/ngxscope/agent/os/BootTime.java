package io.ngxscope.agent.os;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * When the machine was started, to turn clock ticks after boot into dates.
 *
 * @param unixSeconds {@code btime} of {@code /proc/stat}, seconds since the epoch; dates made with
 *     it are up to one second early
 * @param ticksPerSecond the unit of times in {@code /proc/PID/stat}; 100 on every usual kernel
 */
public record BootTime(long unixSeconds, long ticksPerSecond) {
  /** {@code AT_CLKTCK} of {@code elf.h}: the kernel tells each process its clock tick. */
  private static final long AT_CLKTCK = 17;

  private static final long USUAL_TICKS = 100;

  /** Reads it. */
  public static BootTime read() throws ProcUnusable {
    return parse(ProcFs.LIVE.text("stat"), ticksPerSecond(ownAuxiliaryVector()));
  }

  /**
   * Understands the content of {@code /proc/stat}.
   *
   * @throws ProcUnusable if it does not name the boot time
   */
  public static BootTime parse(String stat, long ticksPerSecond) throws ProcUnusable {
    String line =
        stat.lines()
            .filter(l -> l.startsWith("btime "))
            .findFirst()
            .orElseThrow(() -> new ProcUnusable("/proc/stat: no btime"));
    try {
      return new BootTime(Long.parseLong(line.substring("btime ".length())), ticksPerSecond);
    } catch (NumberFormatException e) {
      throw new ProcUnusable("/proc/stat: " + e.getMessage());
    }
  }

  /** The clock tick that an auxiliary vector ({@code getauxval(3)}) names, or the usual one. */
  static long ticksPerSecond(byte[] auxiliaryVector) {
    ByteBuffer pairs = ByteBuffer.wrap(auxiliaryVector).order(ByteOrder.nativeOrder());
    while (pairs.remaining() >= 2 * Long.BYTES) {
      long type = pairs.getLong();
      long value = pairs.getLong();
      if (type == AT_CLKTCK && value > 0) {
        return value;
      }
    }
    return USUAL_TICKS;
  }

  private static byte[] ownAuxiliaryVector() {
    try {
      return Files.readAllBytes(Path.of("/proc/self/auxv"));
    } catch (IOException e) {
      // Hidden in some sandboxes; the usual tick is then right.
      return new byte[0];
    }
  }

  /** The date of an instant given in clock ticks after boot, in milliseconds since the epoch. */
  public long unixMillis(long ticks) {
    return unixSeconds * 1000 + millis(ticks);
  }

  /** A duration given in clock ticks, in milliseconds. */
  public long millis(long ticks) {
    return ticks * 1000 / ticksPerSecond;
  }
}
