package io.ngxscope.agent.luajit;

/**
 * A function definition of the target, as far as it is needed to name a line.
 *
 * @param address of its {@code GCproto}
 * @param chunk name of the source without its {@code @} or {@code =} mark
 * @param firstLine line of the {@code function} keyword, 0 for a main chunk, {@link #BUILT_IN} for
 *     what LuaJIT brings along in bytecode, such as {@code table.foreach}
 * @param lines line of each instruction
 */
record Proto(long address, String chunk, int firstLine, LineTable lines) {
  /** {@code ~(BCLine)0}, {@code lj_lib.c}. */
  static final int BUILT_IN = -1;
}
