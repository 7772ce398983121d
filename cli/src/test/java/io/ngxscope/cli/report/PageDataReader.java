package io.ngxscope.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/** The data of a page as its script sees it, for tests. */
final class PageDataReader {
  private PageDataReader() {}

  /** The part that is JSON. */
  static JsonNode head(String base64) throws IOException {
    byte[] packed = Base64.getDecoder().decode(base64);
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      int length = 0;
      int shift = 0;
      int b = in.read();
      while (b >= 128) {
        length |= (b & 127) << shift;
        shift += 7;
        b = in.read();
      }
      return new ObjectMapper().readTree(in.readNBytes(length | b << shift));
    }
  }
}
