package io.ngxscope.agent.luajit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** {@code local a, b; for i = 1, 2 do local c end}, as {@code var_info} of lj_parse.c writes it. */
class LocalNamesTest {
  private static final long TABLE = Heap.BASE + 0x100;

  private static Heap heap(byte[] table) {
    Heap heap = new Heap(1 << 12);
    for (int i = 0; i < table.length; i++) {
      heap.putByte(TABLE + i, table[i]);
    }
    return heap;
  }

  private static byte[] twoAndALoop() {
    // name, zero, start as a difference, length; 1 to 3 are the hidden variables of the loop.
    String text = "a\0\2\20" + "b\0\0\20" + "\1\4\6" + "\2\0\6" + "\3\0\6" + "c\0\1\3" + "\0";
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aRegisterIsNamedByTheVariableThatIsValidThere() {
    Heap heap = heap(twoAndALoop());
    assertThat(LocalNames.of(heap, TABLE, 3, 0)).contains("a");
    assertThat(LocalNames.of(heap, TABLE, 3, 1)).contains("b");
    assertThat(LocalNames.of(heap, TABLE, 8, 5)).contains("c");
  }

  @Test
  void temporariesHiddenVariablesAndEndedOnesHaveNoName() {
    Heap heap = heap(twoAndALoop());
    assertThat(LocalNames.of(heap, TABLE, 3, 2)).as("a temporary").isEmpty();
    assertThat(LocalNames.of(heap, TABLE, 1, 0)).as("not declared yet").isEmpty();
    assertThat(LocalNames.of(heap, TABLE, 8, 2)).as("the loop's own").isEmpty();
    assertThat(LocalNames.of(heap, TABLE, 11, 5)).as("out of its block").isEmpty();
  }

  @Test
  void aTableThatIsCutOffOrMissingGivesNoName() {
    byte[] cut = new byte[1 << 12];
    java.util.Arrays.fill(cut, (byte) 'x');
    assertThat(LocalNames.of(new Heap(0x100), TABLE, 3, 0)).isEmpty();
    assertThat(LocalNames.of(heap(java.util.Arrays.copyOf(cut, 0xe00)), TABLE, 3, 0)).isEmpty();
    assertThat(LocalNames.of(heap(twoAndALoop()), 0, 3, 0)).isEmpty();
  }
}
