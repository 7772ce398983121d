package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where {@code ngx_http_request_t} keeps what was asked for. The offsets differ between versions
 * and build options, and there is no debug info; but nginx's own table of variables ({@code
 * ngx_http_core_variables}: name, set and get handler, offset, flags, index) lies in its data and
 * says them.
 *
 * @param uri offset of the decoded path
 * @param unparsedUri offset of the path as received, with the query string
 * @param methodName offset of the method, or -1 if the table did not confirm it
 */
public record RequestLayout(int uri, int unparsedUri, int methodName) {
  private static final int ENTRY_BYTES = 7 * Long.BYTES;
  private static final int STRING_BYTES = 16;
  private static final int MAX_OFFSET = 8192;
  private static final long MAX_DATA = 1L << 24;

  /**
   * Reads the table out of a running nginx.
   *
   * @param memory of the process
   * @param data readable, non-executable ranges of nginx's executable
   * @param image the whole range into which the executable is mapped
   * @return the layout, or nothing if this nginx has no http module
   */
  public static Optional<RequestLayout> find(
      RemoteMemory memory, List<AddressRange> data, AddressRange image) {
    Map<String, Integer> offsets = new HashMap<>();
    for (AddressRange range : data) {
      if (range.size() <= MAX_DATA) {
        collect(memory, range, image, offsets);
      }
    }
    Integer uri = offsets.get("uri");
    Integer unparsed = offsets.get("request_uri");
    if (uri == null || unparsed == null) {
      return Optional.empty();
    }
    // request_line, uri, args, exten, unparsed_uri, method_name, http_protocol: the neighbours must
    // agree.
    boolean confirmed =
        unparsed.equals(uri + 3 * STRING_BYTES)
            && Integer.valueOf(unparsed + 2 * STRING_BYTES).equals(offsets.get("server_protocol"));
    return Optional.of(new RequestLayout(uri, unparsed, confirmed ? unparsed + STRING_BYTES : -1));
  }

  private static void collect(
      RemoteMemory memory, AddressRange range, AddressRange image, Map<String, Integer> offsets) {
    ByteBuffer words = memory.read(range.start(), (int) range.size());
    for (int o = 0; o + ENTRY_BYTES <= words.limit(); o += Long.BYTES) {
      long length = words.getLong(o);
      long offset = words.getLong(o + 32);
      if (length >= 3
          && length <= 20
          && offset > 0
          && offset < MAX_OFFSET
          && image.contains(words.getLong(o + 8))
          && image.contains(words.getLong(o + 24))
          && words.getLong(o + 48) == 0) {
        name(memory, words.getLong(o + 8), (int) length)
            .ifPresent(name -> offsets.putIfAbsent(name, (int) offset));
      }
    }
  }

  private static Optional<String> name(RemoteMemory memory, long address, int length) {
    ByteBuffer bytes = memory.read(address, length);
    return bytes.hasRemaining()
        ? Optional.of(StandardCharsets.ISO_8859_1.decode(bytes).toString())
        : Optional.empty();
  }
}
