package io.ngxscope.agent.luajit;

/**
 * Where the heap of a LuaJIT with 64-bit references (LJ_GC64) keeps what a census needs, in bytes
 * from the start of each structure: {@code lj_obj.h}, {@code lj_ctype.h} and {@code lj_jit.h} of
 * LuaJIT 2.1, where these have not moved since 2020. To be used only after {@link HeapLayoutCheck}
 * has held it against the live heap.
 */
public final class HeapLayout {
  /** {@code nextgc}, {@code marked} and {@code gct} of every object. */
  public static final int NEXT = 0;

  public static final int MARKED = 8;
  public static final int GCT = Gc64.GCT;

  /** Object types, as in {@code gct}. */
  public static final int STRING = Gc64.STRING;

  public static final int UPVALUE = Gc64.UPVALUE;
  public static final int THREAD = Gc64.THREAD;
  public static final int PROTO = Gc64.PROTO;
  public static final int FUNCTION = Gc64.FUNCTION;
  public static final int TRACE = Gc64.TRACE;
  public static final int CDATA = 10;
  public static final int TABLE = Gc64.TABLE;
  public static final int USERDATA = 12;

  /** {@code global_State}: its collector ({@code GCState}) and its string table. */
  public static final int G_ALLOCD = 0x08;

  public static final int G_TOTAL = 0x10;
  public static final int G_CURRENTWHITE = 0x20;
  public static final int G_STATE = 0x21;
  public static final int G_ROOT = 0x28;
  public static final int G_MMUDATA = 0x50;
  public static final int G_LIGHTUD_SEGMENTS = 0x70;
  public static final int G_STREMPTY = 0x78;
  public static final int G_STRTAB = 0x98;
  public static final int G_STRMASK = 0xa0;
  public static final int G_STRNUM = 0xa4;
  public static final int G_STRID = 0xa8;
  public static final int G_STRSEED = 0xb0;
  public static final int G_CTYPE_STATE = 0x180;

  /** How much of the global state a snapshot looks at. */
  public static final int G_BYTES = 0x300;

  /** The low bit of a string chain says how its strings were hashed ({@code lj_str.c}). */
  public static final long CHAIN_MASK = ~1L;

  /** {@code GCstr}; {@code hashalg} is 1 for a string that was hashed anew. */
  public static final int STRING_HASHALG = 11;

  /** {@code sid} counts strings as they are made. */
  public static final int STRING_SID = 12;

  public static final int STRING_HASH = 16;

  public static final int STRING_LENGTH = Gc64.STRING_LENGTH;

  public static final int STRING_DATA = Gc64.STRING_DATA;

  /** {@code GCtab}. */
  public static final int TAB_COLO = 11;

  public static final int TAB_ARRAY = Gc64.TAB_ARRAY;
  public static final int METATABLE = Gc64.TAB_METATABLE;
  public static final int TAB_NODE = Gc64.TAB_NODE;
  public static final int TAB_ASIZE = Gc64.TAB_ASIZE;
  public static final int TAB_HMASK = Gc64.TAB_HMASK;
  public static final int TAB_BYTES = 64;

  /** {@code Node}: value, key, link. */
  public static final int NODE_BYTES = Gc64.NODE_BYTES;

  public static final int NODE_KEY = 8;

  /** Sizes that the VM itself never exceeds ({@code LJ_MAX_ASIZE}, {@code LJ_MAX_HBITS}). */
  public static final int MAX_ASIZE = (1 << 27) + 1;

  public static final int MAX_HMASK = (1 << 26) - 1;

  /** {@code GCfunc}; {@code env} lies there in userdata, too. */
  public static final int FUNC_FFID = Gc64.FUNC_FFID;

  public static final int FUNC_NUPVALUES = Gc64.FUNC_NUPVALUES;
  public static final int ENV = 16;
  public static final int FUNC_PC = Gc64.FUNC_PC;
  public static final int FUNC_LUA_UPVALUES = Gc64.FUNC_UPVALUES;
  public static final int FUNC_C_UPVALUES = 0x30;

  /** {@code GCupval}. */
  public static final int UPVALUE_CLOSED = 10;

  public static final int UPVALUE_TV = 16;
  public static final int UPVALUE_V = Gc64.UPVALUE_V;
  public static final int UPVALUE_BYTES = 48;

  /** {@code GCproto}. */
  public static final int PROTO_K = 0x20;

  public static final int PROTO_SIZEKGC = 0x30;
  public static final int PROTO_SIZEPT = 0x38;
  public static final int PROTO_SIZEUV = 0x3c;
  public static final int PROTO_TRACE = 0x3e;
  public static final int PROTO_CHUNKNAME = 0x40;
  public static final int PROTO_FIRSTLINE = 0x48;
  public static final int PROTO_UVINFO = 0x58;
  public static final int PROTO_BYTES = 0x68;

  /** {@code lua_State}; where it ends differs, see {@link LuaJitLayout.State}. */
  public static final int THREAD_GLREF = 0x10;

  public static final int THREAD_BASE = 0x20;
  public static final int THREAD_TOP = 0x28;
  public static final int THREAD_MAXSTACK = 0x30;
  public static final int THREAD_STACK = 0x38;
  public static final int THREAD_OPENUPVAL = 0x40;
  public static final int THREAD_ENV = 0x48;
  public static final int THREAD_STACKSIZE = 0x58;

  /** {@code GCtrace}. */
  public static final int TRACE_NSNAP = 10;

  public static final int TRACE_NINS = 12;
  public static final int TRACE_IR = 32;
  public static final int TRACE_NK = 40;
  public static final int TRACE_NSNAPMAP = 44;
  public static final int TRACE_STARTPT = 64;
  public static final int TRACE_BYTES = 120;

  /** {@code IRIns}, {@code SnapShot} and {@code SnapEntry}, in bytes. */
  public static final int IR_BYTES = 8;

  /** Constants of a trace lie below this reference, instructions above. */
  public static final int REF_BIAS = 0x8000;

  public static final int SNAPSHOT_BYTES = 12;
  public static final int SNAP_ENTRY_BYTES = 4;

  /** {@code GCcdata}; {@code GCcdataVar} before it if bit 7 of {@code marked} is set. */
  public static final int CDATA_CTYPEID = 10;

  public static final int CDATA_BYTES = 16;
  public static final int CDATA_VAR_EXTRA = -6;
  public static final int CDATA_VAR_LEN = -4;
  public static final int CDATA_VARIABLE = 0x80;

  /** {@code GCudata}. */
  public static final int UDATA_TYPE = 10;

  public static final int UDATA_LEN = 24;
  public static final int UDATA_BYTES = 48;

  /** {@code CTState} and {@code CType}. */
  public static final int CTS_TAB = 0;

  public static final int CTS_TOP = 8;
  public static final int CTS_G = 0x18;
  public static final int CTS_FINALIZER = 0x20;
  public static final int CTS_MISCMAP = 0x28;
  public static final int CTYPE_BYTES = 24;
  public static final int CTYPE_INFO = 0;
  public static final int CTYPE_SIZE = 4;
  public static final int CTYPE_SIB = 8;
  public static final int CTYPE_NAME = 16;

  /** States of the collector ({@code lj_gc.h}): {@code GCSpause} is its rest between cycles. */
  public static final int GC_PAUSE = 0;

  private HeapLayout() {}

  /** The pointer in a tagged value. */
  public static long pointer(long value) {
    return Gc64.pointer(value);
  }

  /** The object type of a tagged value, or -1 if it holds no collectable object. */
  public static int type(long value) {
    return Gc64.type(value);
  }

  /** Whether user space can hold a pointer at all. */
  public static boolean plausible(long address) {
    return Gc64.plausible(address);
  }

  /** Whether a tagged value is nil. */
  public static boolean isNil(long value) {
    return value == -1;
  }

  /** Whether a tagged value is a light userdata ({@code LJ_TLIGHTUD}, {@code ~3}). */
  public static boolean isLightUserdata(long value) {
    return (int) (value >> 47) == ~3;
  }

  /** The bytes of a string object, as {@code lj_str_size} counts them. */
  public static long stringBytes(int length) {
    return STRING_DATA + ((Integer.toUnsignedLong(length) + 4) & ~3L);
  }
}
