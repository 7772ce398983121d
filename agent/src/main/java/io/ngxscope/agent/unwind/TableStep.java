package io.ngxscope.agent.unwind;

import io.ngxscope.agent.unwind.CfaRow.Rule;

/** One step from a frame to its caller by a row of the unwind tables. */
final class TableStep {
  private final CfaExpression expression = new CfaExpression();

  /** The value that the last rule gave. */
  private long value;

  /** What came of a step. */
  enum Outcome {
    /** The caller's registers are known. */
    DONE,
    /** The frame is the outermost of its thread. */
    OUTERMOST,
    /** No unwind entry. */
    NO_TABLE,
    /** An entry that cannot be understood. */
    BROKEN_TABLE,
    /** The frame's address depends on a register that is not known. */
    UNKNOWN_REGISTER,
    /** The return address was not copied. */
    NOT_COPIED
  }

  /**
   * Restores the caller's registers.
   *
   * @param row the rules
   * @param frame registers in the frame
   * @param caller becomes the registers in its caller, if the outcome is DONE
   */
  Outcome step(CfaRow row, UnwindState frame, UnwindState caller, StackMemory memory) {
    if (row == CfaRow.NONE) {
      return Outcome.NO_TABLE;
    }
    if (row == CfaRow.BROKEN) {
      return Outcome.BROKEN_TABLE;
    }
    Outcome outcome = frameAddress(row, frame, memory);
    if (outcome != Outcome.DONE) {
      return outcome;
    }
    long cfa = value;
    caller.callerOf(frame, 0, cfa);
    caller.forget(StartRegisters.PC);
    caller.exact = row.signalFrame;
    for (Rule rule : row.rules) {
      outcome = apply(rule, cfa, frame, memory);
      if (outcome == Outcome.DONE) {
        caller.set(rule.register(), value);
      } else if (rule.register() == StartRegisters.PC) {
        return outcome;
      } else {
        caller.forget(rule.register());
      }
    }
    if (!caller.knows(StartRegisters.PC)) {
      return Outcome.BROKEN_TABLE;
    }
    return caller.pc() == 0 ? Outcome.OUTERMOST : Outcome.DONE;
  }

  private Outcome frameAddress(CfaRow row, UnwindState frame, StackMemory memory) {
    byte[] code = row.cfaExpression;
    if (code != null) {
      return outcome(expression.evaluate(code, frame, memory, false, 0));
    }
    if (row.cfaRegister >= StartRegisters.COUNT || !frame.knows(row.cfaRegister)) {
      return Outcome.UNKNOWN_REGISTER;
    }
    value = frame.values[row.cfaRegister] + row.cfaOffset;
    return Outcome.DONE;
  }

  private Outcome apply(Rule rule, long cfa, UnwindState frame, StackMemory memory) {
    return switch (rule.place()) {
      case AT_OFFSET -> load(cfa + rule.number(), memory);
      case IS_OFFSET -> {
        value = cfa + rule.number();
        yield Outcome.DONE;
      }
      case IN_REGISTER -> copy((int) rule.number(), frame);
      case UNDEFINED -> Outcome.OUTERMOST;
      case AT_EXPRESSION, IS_EXPRESSION -> byExpression(rule, cfa, frame, memory);
    };
  }

  private Outcome copy(int register, UnwindState frame) {
    if (register >= StartRegisters.COUNT || !frame.knows(register)) {
      return Outcome.UNKNOWN_REGISTER;
    }
    value = frame.values[register];
    return Outcome.DONE;
  }

  private Outcome byExpression(Rule rule, long cfa, UnwindState frame, StackMemory memory) {
    byte[] code = rule.expression();
    if (code == null) {
      return Outcome.BROKEN_TABLE;
    }
    Outcome outcome = outcome(expression.evaluate(code, frame, memory, true, cfa));
    boolean inMemory = rule.place() == CfaRow.Place.AT_EXPRESSION;
    return outcome == Outcome.DONE && inMemory ? load(value, memory) : outcome;
  }

  private Outcome load(long address, StackMemory memory) {
    if (!memory.has(address)) {
      return Outcome.NOT_COPIED;
    }
    value = memory.word(address);
    return Outcome.DONE;
  }

  private Outcome outcome(CfaExpression.Outcome from) {
    value = expression.result();
    return switch (from) {
      case DONE -> Outcome.DONE;
      case UNKNOWN_REGISTER -> Outcome.UNKNOWN_REGISTER;
      case NOT_COPIED -> Outcome.NOT_COPIED;
      case BROKEN -> Outcome.BROKEN_TABLE;
    };
  }
}
