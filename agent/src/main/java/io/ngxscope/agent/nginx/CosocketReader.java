package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads sockets of ngx_lua. Where its structure ({@code ngx_http_lua_socket_tcp_upstream_t}, and
 * that of UDP) has its fields differs between versions; in all of them the request is followed by
 * the connection and the peer's address. So the request is looked for, and believed if a connection
 * follows whose events point back at it.
 */
public final class CosocketReader {
  /** Words of the structure that are looked through. */
  private static final int WORDS = 24;

  private static final int CONNECTION = 8;
  private static final int ADDRESS = 16;
  private static final int ADDRESS_LENGTH = 24;

  /** {@code ngx_connection_t}: data, read, write. */
  private static final int READ = 8;

  private static final int WRITE = 16;

  /** {@code ngx_http_request_t.connection}. */
  private static final int REQUEST_CONNECTION = 8;

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int MAX_ADDRESS = 112;

  private final RemoteMemory memory;

  /** Readies reading one process. */
  public CosocketReader(RemoteMemory memory) {
    this.memory = memory;
  }

  /**
   * Reads one.
   *
   * @param address of what may be one
   * @param request of the coroutine that waits for it
   * @return empty if it is none of this request
   */
  public Optional<Cosocket> read(long address, long request) {
    ByteBuffer words =
        address > 0x10000 && (address & 7) == 0
            ? memory.read(address, WORDS * Long.BYTES)
            : ByteBuffer.allocate(0);
    for (int at = 0; at + 32 <= words.limit(); at += Long.BYTES) {
      if (words.getLong(at) == request) {
        Optional<Cosocket> socket = socket(address, address + at, request);
        if (socket.isPresent()) {
          return socket;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Cosocket> socket(long address, long field, long request) {
    long connection = memory.readLong(field + CONNECTION);
    String peer = peer(memory.readLong(field + ADDRESS), memory.readInt(field + ADDRESS_LENGTH));
    if (connection == 0) { // not connected yet, as while its name is looked up
      return peer.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Cosocket(address, peer, false, OptionalLong.empty(), OptionalLong.empty()));
    }
    ByteBuffer c = memory.read(connection, 24);
    if (!c.hasRemaining()
        || memory.readLong(c.getLong(READ)) != connection
        || memory.readLong(c.getLong(WRITE)) != connection) {
      return Optional.empty();
    }
    return Optional.of(
        new Cosocket(
            address,
            peer,
            connection == memory.readLong(request + REQUEST_CONNECTION),
            EventTimer.due(memory, c.getLong(READ), connection),
            EventTimer.due(memory, c.getLong(WRITE), connection)));
  }

  /** A {@code struct sockaddr} in words. */
  private String peer(long address, int length) {
    if (address == 0 || length < 4 || length > MAX_ADDRESS) {
      return "";
    }
    ByteBuffer bytes = memory.read(address, length);
    int family = bytes.hasRemaining() ? bytes.getShort(0) : 0;
    if (family == AF_INET && length >= 8) {
      return internet(bytes, 4, 4);
    }
    if (family == AF_INET6 && length >= 24) {
      return internet(bytes, 8, 16);
    }
    return family == AF_UNIX ? "unix:" + path(bytes) : "";
  }

  private static String internet(ByteBuffer bytes, int offset, int length) {
    byte[] address = new byte[length];
    bytes.get(offset, address);
    int port = ((bytes.get(2) & 0xff) << 8) | (bytes.get(3) & 0xff);
    try {
      String text = InetAddress.getByAddress(address).getHostAddress();
      return (length == 4 ? text : "[" + text + "]") + ":" + port;
    } catch (UnknownHostException e) {
      return ""; // never: the length is right
    }
  }

  private static String path(ByteBuffer bytes) {
    byte[] path = new byte[bytes.limit() - 2];
    bytes.get(2, path);
    int end = 0;
    while (end < path.length && path[end] != 0) {
      end++;
    }
    return new String(path, 0, end, StandardCharsets.UTF_8);
  }
}
