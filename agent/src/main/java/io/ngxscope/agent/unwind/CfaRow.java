package io.ngxscope.agent.unwind;

import org.jspecify.annotations.Nullable;

/**
 * How to get from one frame to its caller at one address: the canonical frame address (CFA: the
 * stack pointer before the call), and where the caller's registers are (DWARF 5, section 6.4).
 */
final class CfaRow {
  /** No unwind entry covers the address. */
  static final CfaRow NONE = new CfaRow(-2, 0, null, new Rule[0], false);

  /** The entry cannot be understood. */
  static final CfaRow BROKEN = new CfaRow(-3, 0, null, new Rule[0], false);

  /** Where the caller's value of a register is. */
  enum Place {
    /** Unknown; for the return address: this is the outermost frame. */
    UNDEFINED,
    /** In memory at CFA + n. */
    AT_OFFSET,
    /** It is CFA + n. */
    IS_OFFSET,
    /** In another register. */
    IN_REGISTER,
    /** In memory at the address that an expression gives. */
    AT_EXPRESSION,
    /** What an expression gives. */
    IS_EXPRESSION
  }

  /**
   * A rule for one register.
   *
   * @param register its number
   * @param place where its value is
   * @param number offset or register
   * @param expression where the place needs one
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and read in the inner loop
  record Rule(int register, Place place, long number, byte @Nullable [] expression) {}

  /** Register to which the offset is added, or -1 if an expression gives the CFA. */
  final int cfaRegister;

  final long cfaOffset;
  final byte @Nullable [] cfaExpression;
  final Rule[] rules;

  /** Whether the caller was interrupted by a signal, not by a call. */
  final boolean signalFrame;

  CfaRow(
      int cfaRegister,
      long cfaOffset,
      byte @Nullable [] cfaExpression,
      Rule[] rules,
      boolean signalFrame) {
    this.cfaRegister = cfaRegister;
    this.cfaOffset = cfaOffset;
    this.cfaExpression = cfaExpression;
    this.rules = rules;
    this.signalFrame = signalFrame;
  }
}
