package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.Cie;
import io.ngxscope.agent.os.EhFrame;
import io.ngxscope.agent.os.ElfCursor;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.Fde;
import io.ngxscope.agent.unwind.CfaRow.Place;
import io.ngxscope.agent.unwind.CfaRow.Rule;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs the call frame instructions of a function up to one address (DWARF 5, section 6.4.2). Every
 * instruction takes at least a byte and none jumps, so a program ends with its bytes.
 */
final class CfaProgram {
  private static final int MAX_REMEMBERED = 64;

  private final Cie cie;
  private final long wanted;
  private final Deque<Table> remembered = new ArrayDeque<>();
  private Table table = new Table();
  private Table initial = new Table();
  private long location;

  /** The rules in force. */
  private static final class Table {
    int cfaRegister = -2;
    long cfaOffset;
    byte @Nullable [] cfaExpression;
    @Nullable Rule[] rules = new Rule[StartRegisters.COUNT];

    Table copy() {
      Table copy = new Table();
      copy.cfaRegister = cfaRegister;
      copy.cfaOffset = cfaOffset;
      copy.cfaExpression = cfaExpression;
      copy.rules = rules.clone();
      return copy;
    }
  }

  private CfaProgram(Fde fde, long wanted) {
    this.cie = fde.cie();
    this.wanted = wanted;
    this.location = fde.start();
  }

  /**
   * The row for an address.
   *
   * @param fde the entry of the function that the address is in
   * @throws ElfFormatException if the instructions cannot be understood
   */
  static CfaRow row(EhFrame frames, Fde fde, long address) throws ElfFormatException {
    if (fde.cie().returnRegister() != StartRegisters.PC) {
      throw new ElfFormatException("a return address in register " + fde.cie().returnRegister());
    }
    CfaProgram program = new CfaProgram(fde, address);
    Cie cie = fde.cie();
    program.run(frames.instructions(cie.instructionsAddress(), cie.instructionsLength()));
    program.initial = program.table.copy();
    program.remembered.clear();
    program.location = fde.start();
    program.run(frames.instructions(fde.instructionsAddress(), fde.instructionsLength()));
    return program.finish();
  }

  private CfaRow finish() throws ElfFormatException {
    if (table.cfaRegister < 0 && table.cfaExpression == null) {
      throw new ElfFormatException("no rule for the frame address");
    }
    Rule[] rules = Arrays.stream(table.rules).filter(Objects::nonNull).toArray(Rule[]::new);
    return new CfaRow(
        table.cfaExpression == null ? table.cfaRegister : -1,
        table.cfaOffset,
        table.cfaExpression,
        rules,
        cie.signalFrame());
  }

  private void run(ElfCursor code) throws ElfFormatException {
    while (code.remaining() > 0 && location <= wanted) {
      int op = code.u8();
      int low = op & 0x3f;
      switch (op & 0xc0) {
        case 0x40 -> advance(low);
        case 0x80 -> save(low, code.uleb() * cie.dataFactor());
        case 0xc0 -> restore(low);
        default -> extended(op, code);
      }
    }
  }

  private void extended(int op, ElfCursor code) throws ElfFormatException {
    switch (op) {
      case 0x00 -> {} // nop
      case 0x01 -> location = code.pointer(cie.pointerEncoding(), 0); // set_loc
      case 0x02 -> advance(code.u8());
      case 0x03 -> advance(code.u16());
      case 0x04 -> advance(code.u32());
      case 0x05 -> save(register(code), code.uleb() * cie.dataFactor());
      case 0x06 -> restore(register(code));
      case 0x07 -> set(register(code), Place.UNDEFINED, 0, null);
      case 0x08 -> clear(register(code)); // same_value
      case 0x09 -> set(register(code), Place.IN_REGISTER, register(code), null);
      case 0x0a -> remember();
      case 0x0b -> recall();
      case 0x10 -> set(register(code), Place.AT_EXPRESSION, 0, block(code));
      case 0x11 -> save(register(code), code.sleb() * cie.dataFactor());
      case 0x14 -> set(register(code), Place.IS_OFFSET, code.uleb() * cie.dataFactor(), null);
      case 0x15 -> set(register(code), Place.IS_OFFSET, code.sleb() * cie.dataFactor(), null);
      case 0x16 -> set(register(code), Place.IS_EXPRESSION, 0, block(code));
      case 0x2e -> code.uleb(); // GNU_args_size
      case 0x2f -> save(register(code), -code.uleb() * cie.dataFactor());
      default -> frameAddress(op, code);
    }
  }

  private void frameAddress(int op, ElfCursor code) throws ElfFormatException {
    switch (op) {
      case 0x0c -> {
        table.cfaRegister = register(code);
        table.cfaOffset = code.uleb();
        table.cfaExpression = null;
      }
      case 0x0d -> {
        table.cfaRegister = register(code);
        table.cfaExpression = null;
      }
      case 0x0e -> table.cfaOffset = code.uleb();
      case 0x0f -> table.cfaExpression = block(code);
      case 0x12 -> {
        table.cfaRegister = register(code);
        table.cfaOffset = code.sleb() * cie.dataFactor();
        table.cfaExpression = null;
      }
      case 0x13 -> table.cfaOffset = code.sleb() * cie.dataFactor();
      default -> throw new ElfFormatException("call frame instruction " + op);
    }
  }

  private void advance(long units) {
    location += units * cie.codeFactor();
  }

  /** Registers above the instruction pointer (vectors, flags) do not matter here. */
  private static int register(ElfCursor code) throws ElfFormatException {
    long number = code.uleb();
    return number >= 0 && number < StartRegisters.COUNT ? (int) number : StartRegisters.COUNT;
  }

  private static byte[] block(ElfCursor code) throws ElfFormatException {
    ElfCursor part = code.part(code.uleb());
    byte[] bytes = new byte[part.remaining()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) part.u8();
    }
    return bytes;
  }

  private void save(int register, long offset) {
    set(register, Place.AT_OFFSET, offset, null);
  }

  private void set(int register, Place place, long number, byte @Nullable [] expression) {
    if (register < StartRegisters.COUNT) {
      table.rules[register] = new Rule(register, place, number, expression);
    }
  }

  private void clear(int register) {
    if (register < StartRegisters.COUNT) {
      table.rules[register] = null;
    }
  }

  private void restore(int register) {
    if (register < StartRegisters.COUNT) {
      table.rules[register] = initial.rules[register];
    }
  }

  private void remember() throws ElfFormatException {
    if (remembered.size() >= MAX_REMEMBERED) {
      throw new ElfFormatException("more than 64 remembered states");
    }
    remembered.push(table.copy());
  }

  private void recall() throws ElfFormatException {
    if (remembered.isEmpty()) {
      throw new ElfFormatException("no remembered state");
    }
    table = remembered.pop();
  }
}
