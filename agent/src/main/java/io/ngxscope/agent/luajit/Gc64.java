package io.ngxscope.agent.luajit;

/**
 * What all objects of a LuaJIT with 64-bit references (LJ_GC64) have in common ({@code lj_obj.h}).
 * A tagged value is a 64-bit word: a number, or a type in the upper 17 bits over a 47-bit pointer.
 */
final class Gc64 {
  /** Offset of the object type {@code gct} in every collectable object. */
  static final int GCT = 9;

  /** {@code ~LJ_TSTR} and its relatives: object types as stored in {@code gct}. */
  static final int STRING = 4;

  static final int UPVALUE = 5;
  static final int THREAD = 6;
  static final int PROTO = 7;
  static final int FUNCTION = 8;
  static final int TRACE = 9;
  static final int TABLE = 11;

  /**
   * Offsets in {@code GCfunc}: number of the fast function (0 Lua, 1 C), upvalues, start of the
   * bytecode, C entry.
   */
  static final int FUNC_FFID = 10;

  static final int FUNC_NUPVALUES = 11;
  static final int FUNC_PC = 0x20;
  static final int FUNC_C_ENTRY = 0x28;
  static final int FUNC_UPVALUES = 0x28;
  static final int FUNC_HEADER_BYTES = 0x30;

  /** Offsets in {@code GCupval}: pointer to its value. */
  static final int UPVALUE_V = 0x20;

  /** Offsets in {@code GCstr}: length in bytes, then the bytes. */
  static final int STRING_LENGTH = 20;

  static final int STRING_DATA = 24;

  /** Offsets in {@code GCtab}. */
  static final int TAB_ARRAY = 0x10;

  static final int TAB_METATABLE = 0x20;
  static final int TAB_NODE = 0x28;
  static final int TAB_ASIZE = 0x30;
  static final int TAB_HMASK = 0x34;

  /** A hash node is a value, a key and a link. */
  static final int NODE_BYTES = 24;

  /**
   * Offsets from the C frame of the interpreter, found through {@code L->cframe} ({@code
   * lj_frame.h}, x64 GC64).
   */
  static final int CFRAME_L = 16;

  static final int CFRAME_PC = 24;
  static final int CFRAME_PREV = 32;

  /** The two low bits of {@code L->cframe} are flags. */
  static final long CFRAME_MASK = ~3L;

  private static final long POINTER_MASK = (1L << 47) - 1;

  private Gc64() {}

  /** The pointer in a tagged value or a frame's function slot. */
  static long pointer(long value) {
    return value & POINTER_MASK;
  }

  /** The object type of a tagged value, or -1 if it holds no collectable object. */
  static int type(long value) {
    int itype = (int) (value >> 47);
    int gct = ~itype;
    return gct >= STRING && gct <= 12 ? gct : -1;
  }

  /**
   * A number in a tagged value, NaN if it holds something else ({@code LJ_TISNUM}, {@code ~13}).
   */
  static double number(long value) {
    return Long.compareUnsigned(value, -14L << 47) < 0
        ? Double.longBitsToDouble(value)
        : Double.NaN;
  }

  /** True for pointers that user space can hold at all. */
  static boolean plausible(long address) {
    return address >= 0x10000 && address <= POINTER_MASK && (address & 7) == 0;
  }
}
