package io.ngxscope.agent.os;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code /proc/PID/maps} ({@code proc(5)}).
 *
 * @param start first address
 * @param end address behind the last byte, above {@code start}
 * @param permissions four letters such as {@code r-xp}
 * @param offset where the mapping begins in its file, in bytes
 * @param inode number of the file on its device, 0 without a file
 * @param path absolute path in the process's own mount namespace, a name in brackets such as {@code
 *     [heap]}, or empty; hostile text, in which the kernel's mark {@code (deleted)} is kept
 */
public record MemoryMap(
    long start, long end, String permissions, long offset, long inode, String path) {
  private static final String DELETED = " (deleted)";

  /** More than any {@code vm.max_map_count} in use; the rest is left out. */
  private static final int MAX_MAPS = 1 << 20;

  private static final int FIELDS = 5;

  /** Reads the lines; such that are none of the kernel's format are left out. */
  public static List<MemoryMap> parse(List<String> lines) {
    List<MemoryMap> maps = new ArrayList<>();
    for (String line : lines) {
      MemoryMap map = maps.size() < MAX_MAPS ? parse(line) : null;
      if (map != null) {
        maps.add(map);
      }
    }
    return List.copyOf(maps);
  }

  private static @Nullable MemoryMap parse(String line) {
    String[] fields = line.split(" +", FIELDS + 1);
    if (fields.length < FIELDS || fields[1].length() != 4) {
      return null;
    }
    int dash = fields[0].indexOf('-');
    try {
      long start = Long.parseUnsignedLong(fields[0].substring(0, Math.max(dash, 0)), 16);
      long end = Long.parseUnsignedLong(fields[0].substring(dash + 1), 16);
      long offset = Long.parseUnsignedLong(fields[2], 16);
      long inode = Long.parseUnsignedLong(fields[4]);
      String path = fields.length > FIELDS ? unescape(fields[FIELDS]) : "";
      boolean rising = Long.compareUnsigned(start, end) < 0;
      return rising ? new MemoryMap(start, end, fields[1], offset, inode, path) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * The kernel escapes line ends alone, not backslashes: a name that holds {@code \012} is lost.
   */
  private static String unescape(String path) {
    return path.replace("\\012", "\n");
  }

  /** Length in bytes. */
  public long size() {
    return end - start;
  }

  /** Whether an address lies in it. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address - start, end - start) < 0;
  }

  /** Whether code in it may run. */
  public boolean isExecutable() {
    return permissions.charAt(2) == 'x';
  }

  /** Whether it may be written. */
  public boolean isWritable() {
    return permissions.charAt(1) == 'w';
  }

  /** Whether it shows a file, which need not exist any more. */
  public boolean isFile() {
    return inode != 0 && path.startsWith("/") && !path.startsWith("//anon");
  }

  /** Whether it is memory without a file, and without a meaning of its own to the kernel. */
  public boolean isAnonymous() {
    return path.isEmpty() || path.startsWith("[anon:") || path.startsWith("//anon");
  }

  /** Whether its file was removed or replaced since, as by an upgrade of its package. */
  public boolean isDeleted() {
    return isFile() && path.endsWith(DELETED);
  }

  /** The path without the kernel's mark for deleted files. */
  public String filePath() {
    return isDeleted() ? path.substring(0, path.length() - DELETED.length()) : path;
  }
}
