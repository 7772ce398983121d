package io.ngxscope.agent.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstructionDecoderTest {
  private static final long AT = 0x1000;

  @Test
  void callsAndJumpsTellWhereTo() {
    assertThat(decode("e8 10 00 00 00")).isEqualTo(new Instruction.Call(AT, 5, 0x1015));
    assertThat(decode("eb fe")).isEqualTo(new Instruction.Jump(AT, 2, AT, false));
    assertThat(decode("0f 84 fa ff ff ff")).isEqualTo(new Instruction.Jump(AT, 6, AT, true));
    assertThat(decode("41 ff d0")).isEqualTo(new Instruction.IndirectCall(AT, 3, null));
    assertThat(decode("ff 25 02 00 00 00"))
        .isEqualTo(
            new Instruction.IndirectJump(
                AT, 6, new MemoryOperand(MemoryOperand.PC, MemoryOperand.NONE, 0x1008)));
  }

  @Test
  void aLoadTellsRegisterPlaceAndWidth() {
    assertThat(decode("48 8b 47 10")).as("mov 0x10(%rdi),%rax").isEqualTo(load(4, 0, 7, 0x10, 8));
    assertThat(decode("4d 8b a4 24 60 01 00 00"))
        .as("mov 0x160(%r12),%r12")
        .isEqualTo(load(8, 12, 12, 0x160, 8));
    assertThat(decode("0f b6 43 09")).as("movzbl 0x9(%rbx),%eax").isEqualTo(load(4, 0, 3, 9, 1));
    assertThat(decode("48 63 06")).as("movslq (%rsi),%rax").isEqualTo(load(3, 0, 6, 0, 4));
  }

  @Test
  void storesMovesAndConstantsTellBothSides() {
    MemoryOperand field = new MemoryOperand(7, MemoryOperand.NONE, 0x10);
    assertThat(decode("89 77 10")).isEqualTo(new Instruction.Store(AT, 3, 6, field, 4));
    assertThat(decode("48 c7 47 10 ff ff ff ff"))
        .isEqualTo(new Instruction.StoreConstant(AT, 8, -1, field, 8));
    assertThat(decode("48 89 fb")).isEqualTo(new Instruction.Move(AT, 3, 3, 7));
    assertThat(decode("b8 ff ff ff ff"))
        .isEqualTo(new Instruction.LoadConstant(AT, 5, 0, 0xffffffffL));
    assertThat(decode("48 c7 c0 ff ff ff ff"))
        .isEqualTo(new Instruction.LoadConstant(AT, 7, 0, -1));
    assertThat(decode("48 8d 3d 09 00 00 00"))
        .isEqualTo(
            new Instruction.LoadAddress(
                AT, 7, 7, new MemoryOperand(MemoryOperand.PC, MemoryOperand.NONE, 0x1010)));
  }

  @Test
  void paddingAndBranchMarksAreNops() {
    assertThat(decode("f3 0f 1e fa")).isEqualTo(new Instruction.Nop(AT, 4));
    assertThat(decode("66 2e 0f 1f 84 00 00 00 00 00")).isEqualTo(new Instruction.Nop(AT, 10));
    assertThat(decode("66 90")).isEqualTo(new Instruction.Nop(AT, 2));
    assertThat(decode("f3 90")).as("pause").isEqualTo(new Instruction.Other(AT, 2));
  }

  @Test
  void memoryOfAThreadIsNoField() {
    assertThat(decode("64 48 8b 04 25 28 00 00 00")).isEqualTo(new Instruction.Other(AT, 9));
  }

  @Test
  void vectorInstructionsHaveTheirLengths() {
    assertThat(decode("c5 fc 77").length()).as("vzeroupper").isEqualTo(3);
    assertThat(decode("c4 e3 fd 00 c0 4e").length()).as("vpermq $0x4e").isEqualTo(6);
    assertThat(decode("62 f1 7f 48 6f 06").length()).as("vmovdqu8 (%rsi)").isEqualTo(6);
    assertThat(decode("8f e8 78 c2 c0 05").length()).as("vprotd $5").isEqualTo(6);
  }

  @Test
  void codeThatIsCutOffIsInvalid() {
    String whole = "4d8ba42460010000";
    for (int bytes = 0; bytes < whole.length() / 2; bytes++) {
      assertThat(decode(whole.substring(0, bytes * 2))).isEqualTo(new Instruction.Invalid(AT));
    }
  }

  @Test
  void whatIsNoInstructionIsInvalid() {
    assertThat(decode("06")).isEqualTo(new Instruction.Invalid(AT));
    assertThat(decode("66".repeat(16))).isEqualTo(new Instruction.Invalid(AT));
  }

  @Test
  void randomBytesAlwaysHaveALength() {
    Random random = new Random(11);
    byte[] bytes = new byte[16];
    for (int i = 0; i < 200_000; i++) {
      random.nextBytes(bytes);
      assertThat(InstructionDecoder.decode(ByteBuffer.wrap(bytes), 0, AT).length())
          .isBetween(1, 15);
    }
  }

  private static Instruction.Load load(int length, int to, int base, long displacement, int width) {
    return new Instruction.Load(
        AT, length, to, new MemoryOperand(base, MemoryOperand.NONE, displacement), width);
  }

  private static Instruction decode(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return InstructionDecoder.decode(ByteBuffer.wrap(bytes), 0, AT);
  }
}
