package io.ngxscope.agent.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class StackMemoryTest {
  @Test
  void wordsAreThereUpToTheLastThatFits() {
    StackMemory memory = StackMemory.of(0x1000, words(1, 2), 16);

    assertThat(memory.has(0x0ff8)).isFalse();
    assertThat(memory.has(0x1008)).isTrue();
    assertThat(memory.word(0x1008)).isEqualTo(2);
    assertThat(memory.has(0x1009)).isFalse();
    assertThat(memory.has(Long.MIN_VALUE)).isFalse();
    assertThat(memory.has(-1)).isFalse();
  }

  @Test
  void onlyTheBytesThatWereCopiedCount() {
    StackMemory memory = StackMemory.of(0x1000, words(1, 2), 12);

    assertThat(memory.has(0x1000)).isTrue();
    assertThat(memory.has(0x1008)).isFalse();
  }

  @Test
  void neighbouringPiecesAreReadAcrossTheirBorder() {
    ByteBuffer all = ByteBuffer.wrap(words(1, 2, 3, 4)).order(ByteOrder.LITTLE_ENDIAN);
    StackMemory memory =
        StackMemory.of(
            List.of(
                new StackMemory.Piece(0x100c, all.slice(12, 20)),
                new StackMemory.Piece(0x1000, all.slice(0, 12)),
                new StackMemory.Piece(0x9000, ByteBuffer.wrap(words(9)))));

    assertThat(memory.has(0x1008)).isTrue();
    assertThat(memory.word(0x1008)).isEqualTo(2);
    assertThat(memory.has(0x9000)).isTrue();
    assertThat(memory.word(0x9000)).isEqualTo(9);
    assertThat(memory.has(0x8000)).isFalse();
    assertThat(memory.has(0x1018)).isTrue();
    assertThat(memory.word(0x1018)).isEqualTo(4);
  }

  private static byte[] words(long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      bytes.putLong(word);
    }
    return bytes.array();
  }
}
