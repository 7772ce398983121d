package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;

/**
 * {@code /proc/PID/net/{tcp,tcp6,udp,udp6,unix}}: the sockets of a process's network namespace
 * ({@code proc(5)}).
 */
public final class SocketTable {
  /** A busy proxy has some 100,000 sockets; what lies behind is not searched. */
  private static final int MAX_LINES = 500_000;

  private static final String[] TABLES = {"tcp", "tcp6", "unix", "udp", "udp6"};

  private SocketTable() {}

  /** The two ends of a socket in words, found by its inode. */
  public static Optional<String> words(Pid pid, long inode) throws ProcException {
    for (String table : TABLES) {
      Optional<String> line = find(pid, table, inode);
      if (line.isPresent()) {
        return Optional.of(words(table, line.get()));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> find(Pid pid, String table, long inode) throws ProcException {
    java.nio.file.Path path = ProcFs.LIVE.path(pid, "net/" + table);
    if (!Files.exists(path)) {
      return Optional.empty(); // a kernel without IPv6
    }
    String number = Long.toUnsignedString(inode);
    // Bytes of names are not necessarily UTF-8; this charset takes every byte.
    try (BufferedReader lines = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
      return lines.lines().limit(MAX_LINES).filter(l -> inode(table, l).equals(number)).findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      throw ProcFs.LIVE.explain(pid, path, new IOException(e.getMessage(), e));
    }
  }

  /** The inode column of a line, or nothing in a line without it. */
  static String inode(String table, String line) {
    String[] columns = line.strip().split("\\s+", table.equals("unix") ? 8 : 11);
    int column = table.equals("unix") ? 6 : 9;
    return columns.length > column ? columns[column] : "";
  }

  /**
   * A line of one of the tables in words; the line itself is the kernel's, a path in it hostile.
   */
  static String words(String table, String line) {
    return table.equals("unix") ? unixWords(line) : internetWords(table, line);
  }

  private static String unixWords(String line) {
    String[] columns = line.strip().split("\\s+", 8);
    return columns.length > 7 ? "unix " + columns[7] : "unix";
  }

  private static String internetWords(String table, String line) {
    String protocol = table.substring(0, 3);
    String[] columns = line.strip().split("\\s+", 11);
    try {
      String local = address(columns[1]);
      String remote = address(columns[2]);
      // Port 0 at the far end: not connected.
      return remote.endsWith(":0")
          ? protocol + " " + local
          : protocol + " " + local + " -> " + remote;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | UnknownHostException e) {
      return protocol;
    }
  }

  /** {@code 0100007F:1F90}: 32-bit words in the machine's byte order, then the port. */
  private static String address(String column) throws UnknownHostException {
    int colon = column.indexOf(':');
    ByteBuffer bytes = ByteBuffer.allocate(colon / 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < colon; i += 8) {
      bytes.putInt(Integer.parseUnsignedInt(column, i, i + 8, 16));
    }
    int port = Integer.parseInt(column, colon + 1, column.length(), 16);
    String host = InetAddress.getByAddress(bytes.array()).getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
