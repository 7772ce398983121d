package io.ngxscope.agent.nginx;

import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what a request asked for. A request is known by its signature, so a stale pointer is not
 * taken for one.
 */
public final class RequestReader {
  /** {@code NGX_HTTP_MODULE}, the first word of every {@code ngx_http_request_t}: "HTTP". */
  private static final int SIGNATURE = 0x50545448;

  /**
   * Offset of {@code connection}; behind the signature in every version. {@code ngx_connection_t}
   * starts with data.
   */
  private static final int CONNECTION = 8;

  /**
   * Before {@code uri} lie request_line, http_version, method, start_msec and start_sec, in every
   * version since 0.8.
   */
  private static final int START_SECONDS = -48;

  private static final int START_MILLIS = -40;
  private static final int HTTP_VERSION = -24;
  private static final Set<Long> HTTP_VERSIONS = Set.of(9L, 1000L, 1001L, 2000L, 3000L);

  private static final int MAX_URI = 1024;
  private static final int MAX_METHOD = 32;

  /**
   * Origin, asterisk and absolute form (RFC 9112, 3.2): anything else is memory of another kind.
   */
  private static final Pattern URI = Pattern.compile("/|\\*|https?:");

  private static final Pattern METHOD = Pattern.compile("[A-Z_-]*");

  private final RemoteMemory memory;
  private final RequestLayout layout;
  private final boolean withArguments;

  /**
   * Readies reading.
   *
   * @param withArguments true to keep the query string, which often holds secrets
   */
  public RequestReader(RemoteMemory memory, RequestLayout layout, boolean withArguments) {
    this.memory = memory;
    this.layout = layout;
    this.withArguments = withArguments;
  }

  /**
   * Reads a request.
   *
   * @param address of what should be an {@code ngx_http_request_t}
   * @return method and path; empty if there is no request, or none that came over the wire (a timer
   *     has a fake one)
   */
  public Optional<Request> read(long address) {
    if (!isRequest(address)) {
      return Optional.empty();
    }
    int offset = withArguments ? layout.unparsedUri() : layout.uri();
    String uri = string(address + offset, MAX_URI);
    String method =
        layout.methodName() < 0 ? "" : string(address + layout.methodName(), MAX_METHOD);
    return checked(method, uri);
  }

  /**
   * When a request began.
   *
   * @param address of a request
   * @return milliseconds since the epoch; empty if what lies there cannot be that
   */
  public OptionalLong startedUnixMillis(long address) {
    long uri = address + layout.uri();
    ByteBuffer words = memory.read(uri + START_SECONDS, -START_SECONDS);
    if (!words.hasRemaining()) {
      return OptionalLong.empty();
    }
    long seconds = words.getLong(0);
    long millis = words.getLong(START_MILLIS - START_SECONDS);
    boolean fits =
        HTTP_VERSIONS.contains(words.getLong(HTTP_VERSION - START_SECONDS))
            && seconds > 0
            && seconds < 1L << 33
            && millis >= 0
            && millis < 1000;
    return fits ? OptionalLong.of(seconds * 1000 + millis) : OptionalLong.empty();
  }

  /** A request of these words; empty if they cannot be what they should be. */
  public static Optional<Request> checked(String method, String uri) {
    return URI.matcher(uri).lookingAt() && METHOD.matcher(method).matches()
        ? Optional.of(new Request(method, uri))
        : Optional.empty();
  }

  /**
   * True if this is a request that nginx is working on: its connection points back at it, or at
   * another request of the same connection (a subrequest has its main request's). A freed request
   * keeps its signature for a while, not this.
   */
  public boolean isLive(long address) {
    if (!isRequest(address)) {
      return false;
    }
    long connection = memory.readLong(address + CONNECTION);
    long served = connection == 0 ? 0 : memory.readLong(connection);
    return served == address
        || (isRequest(served) && memory.readLong(served + CONNECTION) == connection);
  }

  /** True if an {@code ngx_http_request_t} lies at this address. */
  public boolean isRequest(long address) {
    return address > 0x10000 && (address & 7) == 0 && memory.readInt(address) == SIGNATURE;
  }

  /** Reads an {@code ngx_str_t}; empty if it is unset, and cut if it is absurdly long. */
  private String string(long address, int limit) {
    ByteBuffer header = memory.read(address, 16);
    if (!header.hasRemaining()) {
      return "";
    }
    long length = header.getLong(0);
    if (length <= 0 || length > 1 << 20) {
      return "";
    }
    int take = (int) Math.min(length, limit);
    ByteBuffer bytes = memory.read(header.getLong(8), take);
    String text = StandardCharsets.UTF_8.decode(bytes).toString();
    return length > limit ? text + "…" : text;
  }
}
