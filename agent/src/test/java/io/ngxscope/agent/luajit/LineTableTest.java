package io.ngxscope.agent.luajit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineTableTest {
  @Test
  void aShortFunctionKeepsOneByteAnInstruction() {
    LineTable table = new LineTable(10, 4, new byte[] {1, 1, 2, 4});
    assertThat(table.line(0)).as("the function header").isEqualTo(10);
    assertThat(table.line(1)).isEqualTo(11);
    assertThat(table.line(3)).isEqualTo(12);
    assertThat(table.line(5)).as("behind the last instruction").isEqualTo(14);
  }

  @Test
  void longerFunctionsKeepTwoOrFourBytes() {
    assertThat(new LineTable(1, 300, new byte[] {0x2c, 1}).line(1)).isEqualTo(301);
    assertThat(new LineTable(1, 70_000, new byte[] {0x70, 0x11, 1, 0}).line(1)).isEqualTo(70_001);
  }

  @Test
  void whatCannotBeKnownIsZero() {
    LineTable table = new LineTable(10, 4, new byte[] {1});
    assertThat(table.line(-1)).isZero();
    assertThat(table.line(3)).isZero();
    assertThat(LineTable.NONE.line(1)).isZero();
  }
}
