package io.ngxscope.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Names of system calls on x86-64, and what their arguments are. */
public final class SyscallTable {
  private static final String RESOURCE = "syscalls-x86_64.txt";
  private final Map<Integer, Entry> entries;

  /** The loaded table: {@link #x86_64()} costs a file only once. */
  private static final class Holder {
    static final SyscallTable TABLE = parse(resource());
  }

  /**
   * One system call.
   *
   * @param number as in {@code /proc/PID/syscall}
   * @param name as in {@code syscalls(2)}
   * @param kinds one letter an argument: {@code f} a descriptor, {@code p} the address of a path,
   *     {@code -} anything else; may be shorter than the argument list
   */
  public record Entry(int number, String name, String kinds) {
    /** Whether an argument, counted from 0, is a file descriptor. */
    public boolean isDescriptor(int argument) {
      return argument < kinds.length() && kinds.charAt(argument) == 'f';
    }

    /** Whether an argument, counted from 0, is the address of a path. */
    public boolean isPath(int argument) {
      return argument < kinds.length() && kinds.charAt(argument) == 'p';
    }
  }

  private SyscallTable(Map<Integer, Entry> entries) {
    this.entries = entries;
  }

  /** The table of 64-bit processes on x86-64. */
  public static SyscallTable x86_64() {
    return Holder.TABLE;
  }

  /** The entry of a number, if it is known. */
  public Optional<Entry> find(int number) {
    return Optional.ofNullable(entries.get(number));
  }

  /** The name of a number; {@code syscall_N} if it is not known. */
  public String name(int number) {
    Entry entry = entries.get(number);
    return entry == null ? "syscall_" + number : entry.name();
  }

  /** Understands lines of number, name and kinds; {@code #} begins a comment line. */
  static SyscallTable parse(String text) {
    Map<Integer, Entry> entries = new HashMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ", 3))
        .map(f -> new Entry(Integer.parseInt(f[0]), f[1], f.length > 2 ? f[2] : ""))
        .forEach(entry -> entries.put(entry.number(), entry));
    return new SyscallTable(entries);
  }

  private static String resource() {
    try (InputStream in = SyscallTable.class.getResourceAsStream(RESOURCE)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
