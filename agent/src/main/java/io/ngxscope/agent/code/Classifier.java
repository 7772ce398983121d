package io.ngxscope.agent.code;

import io.ngxscope.agent.code.Instruction.Call;
import io.ngxscope.agent.code.Instruction.Compare;
import io.ngxscope.agent.code.Instruction.IndirectCall;
import io.ngxscope.agent.code.Instruction.IndirectJump;
import io.ngxscope.agent.code.Instruction.Jump;
import io.ngxscope.agent.code.Instruction.Load;
import io.ngxscope.agent.code.Instruction.LoadAddress;
import io.ngxscope.agent.code.Instruction.LoadConstant;
import io.ngxscope.agent.code.Instruction.Move;
import io.ngxscope.agent.code.Instruction.Nop;
import io.ngxscope.agent.code.Instruction.Other;
import io.ngxscope.agent.code.Instruction.Pop;
import io.ngxscope.agent.code.Instruction.Push;
import io.ngxscope.agent.code.Instruction.Return;
import io.ngxscope.agent.code.Instruction.Store;
import io.ngxscope.agent.code.Instruction.StoreConstant;
import org.jspecify.annotations.Nullable;

/** Tells what a decoded instruction means. */
final class Classifier {
  private static final int ENDBR64 = 0xfa;
  private static final int ENDBR32 = 0xfb;

  private final InstructionBytes b;
  private final long address;
  private final int length;
  private final @Nullable MemoryOperand memory;

  private Classifier(InstructionBytes b, long address) {
    this.b = b;
    this.address = address;
    this.length = b.length();
    this.memory = b.memory(address);
  }

  static Instruction classify(InstructionBytes bytes, long address) {
    Classifier c = new Classifier(bytes, address);
    return switch (bytes.map) {
      case ONE -> c.one();
      case TWO -> c.two();
      default -> c.other();
    };
  }

  private Instruction other() {
    return new Other(address, length);
  }

  private Instruction one() {
    int code = b.code;
    if (code >= 0x50 && code <= 0x5f) {
      return code < 0x58 ? new Push(address, length) : new Pop(address, length);
    }
    if ((code >= 0x70 && code <= 0x7f) || (code >= 0xe0 && code <= 0xe3)) {
      return jump(true);
    }
    if (code >= 0xb8 && code <= 0xbf) {
      return constant((code & 7) | ((b.rex & 1) << 3), b.wide() ? b.constant : zeroExtended());
    }
    return switch (code) {
      case 0x68, 0x6a -> new Push(address, length);
      case 0x8f -> new Pop(address, length);
      case 0x90 -> (b.rex & 1) != 0 || b.repeat ? other() : new Nop(address, length);
      case 0xc2, 0xc3 -> new Return(address, length);
      case 0xe8 -> new Call(address, length, target());
      case 0xe9, 0xeb -> jump(false);
      case 0xff -> group5();
      case 0x38, 0x39, 0x3a, 0x3b, 0x3c, 0x3d, 0x84, 0x85, 0xa8, 0xa9 ->
          new Compare(address, length);
      case 0x80, 0x81, 0x83 -> b.group() == 7 ? new Compare(address, length) : other();
      case 0xf6, 0xf7 -> b.group() < 2 ? new Compare(address, length) : other();
      default -> move();
    };
  }

  private Instruction group5() {
    boolean near = !b.isMemory() || memory != null;
    return switch (b.group()) {
      case 2 -> near ? new IndirectCall(address, length, memory) : other();
      case 4 -> near ? new IndirectJump(address, length, memory) : other();
      case 6 -> new Push(address, length);
      default -> other();
    };
  }

  private Instruction move() {
    return switch (b.code) {
      case 0x63 -> load(4);
      case 0x88 -> store(1);
      case 0x89 -> b.isMemory() ? store(b.operandBytes()) : copy(b.otherRegister(), b.register());
      case 0x8a -> load(1);
      case 0x8b -> b.isMemory() ? load(b.operandBytes()) : copy(b.register(), b.otherRegister());
      case 0x8d ->
          memory == null ? other() : new LoadAddress(address, length, b.register(), memory);
      case 0xc6 -> storeConstant(1);
      case 0xc7 ->
          b.isMemory() || b.group() != 0
              ? storeConstant(b.operandBytes())
              : constant(b.otherRegister(), b.wide() ? b.constant : zeroExtended());
      default -> other();
    };
  }

  private Instruction two() {
    int code = b.code;
    if (code >= 0x80 && code <= 0x8f) {
      return jump(true);
    }
    return switch (code) {
      case 0x19, 0x1c, 0x1d, 0x1f -> new Nop(address, length);
      case 0x1e -> b.repeat && !isBranchMark() ? other() : new Nop(address, length);
      case 0xb6, 0xbe -> load(1);
      case 0xb7, 0xbf -> load(2);
      default -> other();
    };
  }

  /** {@code endbr64}, {@code endbr32}; the rest of that group reads the shadow stack. */
  private boolean isBranchMark() {
    return b.modrm == ENDBR64 || b.modrm == ENDBR32;
  }

  private Instruction load(int bytes) {
    return memory == null ? other() : new Load(address, length, b.register(), memory, bytes);
  }

  private Instruction store(int bytes) {
    return memory == null ? other() : new Store(address, length, b.register(), memory, bytes);
  }

  private Instruction storeConstant(int bytes) {
    return memory == null || b.group() != 0
        ? other()
        : new StoreConstant(address, length, b.constant, memory, bytes);
  }

  private Instruction copy(int to, int from) {
    return b.operandBytes() == 2 ? other() : new Move(address, length, to, from);
  }

  private Instruction constant(int register, long value) {
    return b.operandBytes() == 2 ? other() : new LoadConstant(address, length, register, value);
  }

  private long zeroExtended() {
    return b.constant & 0xffffffffL;
  }

  private Instruction jump(boolean conditional) {
    return new Jump(address, length, target(), conditional);
  }

  private long target() {
    return address + length + b.constant;
  }
}
