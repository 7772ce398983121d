package io.ngxscope.agent.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.unwind.CfaExpression.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CfaExpressionTest {
  private final CfaExpression expression = new CfaExpression();
  private final UnwindState state = new UnwindState();
  private final StackMemory stack =
      StackMemory.of(
          0x1000,
          ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(8, 99).array(),
          16);

  @Test
  void theFrameAddressOfAPltStubDependsOnHowFarItHasPushed() {
    // DW_OP_breg7 8; breg16 0; lit15; and; lit11; ge; lit3; shl; plus
    String plt = "7708" + "8000" + "3f" + "1a" + "3b" + "2a" + "33" + "24" + "22";
    state.set(StartRegisters.RSP, 0x2000);

    state.set(StartRegisters.PC, 0x4000);
    assertThat(value(plt)).isEqualTo(0x2008);
    state.set(StartRegisters.PC, 0x400b);
    assertThat(value(plt)).isEqualTo(0x2010);
  }

  @Test
  void aValueIsLoadedFromTheCopiedStackOnly() {
    state.set(StartRegisters.RBP, 0x1000);

    assertThat(value("7608" + "06")).isEqualTo(99);
    assertThat(evaluate("7610" + "06")).isEqualTo(Outcome.NOT_COPIED);
  }

  @Test
  void anUnknownRegisterIsSaid() {
    assertThat(evaluate("7300")).isEqualTo(Outcome.UNKNOWN_REGISTER);
  }

  @Test
  void constantsKeepTheirSigns() {
    assertThat(value("09ff")).isEqualTo(-1);
    assertThat(value("08ff")).isEqualTo(255);
    assertThat(value("0bfeff")).isEqualTo(-2);
    assertThat(value("0a0080")).isEqualTo(0x8000);
    assertThat(value("117f")).isEqualTo(-1);
    assertThat(value("10ff01")).isEqualTo(255);
  }

  @Test
  void theStackIsRearranged() {
    assertThat(value("31" + "32" + "14" + "22")).as("over, plus").isEqualTo(3);
    assertThat(value("31" + "32" + "16" + "1c")).as("swap, minus").isEqualTo(1);
    assertThat(value("31" + "32" + "33" + "17" + "1c")).as("rotate, minus").isEqualTo(-1);
  }

  @Test
  void loopsEndAndRubbishIsRefused() {
    assertThat(evaluate("31" + "2ffdff")).as("skip to itself").isEqualTo(Outcome.BROKEN);
    assertThat(evaluate("22")).as("nothing to add").isEqualTo(Outcome.BROKEN);
    assertThat(evaluate("ff")).isEqualTo(Outcome.BROKEN);
    assertThat(evaluate("")).as("no result").isEqualTo(Outcome.BROKEN);
    assertThat(evaluate("31".repeat(100))).as("too many values").isEqualTo(Outcome.BROKEN);
  }

  @Test
  void randomExpressionsAlwaysHaveAnOutcome() {
    Random random = new Random(3);
    state.set(StartRegisters.RSP, 0x1000);
    for (int i = 0; i < 20_000; i++) {
      byte[] code = new byte[random.nextInt(24)];
      random.nextBytes(code);

      assertThat(expression.evaluate(code, state, stack, true, 0x1000)).isNotNull();
    }
  }

  private long value(String hex) {
    assertThat(evaluate(hex)).isEqualTo(Outcome.DONE);
    return expression.result();
  }

  private Outcome evaluate(String hex) {
    return expression.evaluate(HexFormat.of().parseHex(hex), state, stack, false, 0);
  }
}
