package io.ngxscope.agent.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  private static final long R = 0x10_0000;
  private static final long C = 0x10_4000;
  private static final RequestLayout LAYOUT = new RequestLayout(1008, 1056, 1072);

  private final ByteBuffer memory = ByteBuffer.allocate(0x8000).order(ByteOrder.LITTLE_ENDIAN);
  private long strings = R + 0x2000;

  private final RemoteMemory remote =
      (address, destination, length) -> {
        int at = (int) (address - R);
        if (at < 0 || at + length > memory.capacity()) {
          return 0;
        }
        memory.get(at, destination, 0, length);
        return length;
      };

  private void put(long address, long word) {
    memory.putLong((int) (address - R), word);
  }

  private void string(int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    put(R + offset, bytes.length);
    put(R + offset + 8, strings);
    memory.put((int) (strings - R), bytes);
    strings += bytes.length;
  }

  private RequestReader reader(boolean withArguments) {
    put(R, 0x50545448);
    put(R + 8, C);
    put(C, R);
    return new RequestReader(remote, LAYOUT, withArguments);
  }

  @Test
  void theQueryStringIsLeftOutUnlessAskedFor() {
    string(1008, "/shop/cart");
    string(1056, "/shop/cart?token=secret");
    string(1072, "GET");
    assertThat(reader(false).read(R)).contains(new Request("GET", "/shop/cart"));
    assertThat(reader(true).read(R)).contains(new Request("GET", "/shop/cart?token=secret"));
  }

  @Test
  void memoryWithoutTheSignatureIsNoRequest() {
    string(1008, "/shop");
    assertThat(reader(false).read(R + 16)).isEmpty();
    assertThat(reader(false).read(0)).isEmpty();
  }

  @Test
  void aTimersFakeRequestHasNoPath() {
    assertThat(reader(false).read(R)).isEmpty();
  }

  @Test
  void whatIsNoPathIsNotShownAsOne() {
    string(1008, "\u0005\u0000\u0000\u0000");
    assertThat(reader(false).read(R)).isEmpty();
  }

  @Test
  void aFreedRequestIsToldByItsConnection() {
    RequestReader reader = reader(false);
    assertThat(reader.isLive(R)).isTrue();
    put(C, C);
    assertThat(reader.isLive(R)).isFalse();
  }

  @Test
  void anAbsurdLengthIsCutNotRead() {
    string(1008, "/x");
    put(R + 1008, Long.MAX_VALUE);
    assertThat(reader(false).read(R)).isEmpty();
  }
}
