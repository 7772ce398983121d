package io.ngxscope.agent.luajit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers from a second implementation, written after the same sources in another language. */
class StringHashTest {
  private static final long SEED = 0x1234_5678_89ab_cdefL;

  private static byte[] text(int length) {
    byte[] text = new byte[length];
    for (int i = 0; i < length; i++) {
      text[i] = (byte) ((i * 37 + length) % 251);
    }
    return text;
  }

  @ParameterizedTest
  @CsvSource({
    "1, bfd943bd, bfd943bd",
    "3, 738bdb5b, 738bdb5b",
    "4, 28676df7, db4df97c",
    "7, 11176ce7, 2f76dbdd",
    "8, fd9f4da7, ef16fb1b",
    "15, 03a6304f, 5173d268",
    "16, 3df83343, 7a382ee8",
    "40, 4f7232da, a4e507e1",
    "127, fdeb5c40, 8a07fe47",
    "128, 40a6d54a, e11924df",
    "300, 892ab8a8, 17cdf314"
  })
  void givenAText_whenHashed_thenItIsTheNumberOfLuaJit(int length, String arx, String crc) {
    assertThat(Integer.toHexString(StringHash.ARX.of(SEED, text(length))))
        .isEqualTo(arx.replaceFirst("^0", ""));
    assertThat(Integer.toHexString(StringHash.CRC32.of(SEED, text(length)))).isEqualTo(crc);
  }

  @Test
  void givenHashedStrings_whenAskedForTheVariant_thenTheOneThatFitsIsNamed() {
    List<StringHash.Hashed> crc =
        IntStream.range(4, 40)
            .mapToObj(i -> new StringHash.Hashed(text(i), StringHash.CRC32.of(SEED, text(i))))
            .toList();

    assertThat(StringHash.of(SEED, crc)).contains(StringHash.CRC32);
    assertThat(StringHash.of(SEED + 1, crc)).isEmpty();
    assertThat(StringHash.of(SEED, crc.subList(0, 5))).as("too few to be sure").isEmpty();
  }
}
