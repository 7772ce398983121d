package io.ngxscope.agent.heap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Objects are numbered in the order of their addresses. */
class ObjectIndexTest {
  @Test
  void givenObjectsInAnyOrder_whenSealed_thenNumbersRiseWithTheUnits() {
    ObjectIndex index = new ObjectIndex(1000);
    int[] units = {700, 1, 64, 63, 999, 128};
    for (int unit : units) {
      assertThat(index.add(unit)).isTrue();
    }
    assertThat(index.add(64)).as("a second time").isFalse();
    index.remove(128);

    index.seal();

    assertThat(index.count()).isEqualTo(5);
    assertThat(
            new int[] {index.unit(0), index.unit(1), index.unit(2), index.unit(3), index.unit(4)})
        .containsExactly(1, 63, 64, 700, 999);
    assertThat(index.number(64)).isEqualTo(2);
    assertThat(index.number(128)).as("taken away").isEqualTo(-1);
  }
}
