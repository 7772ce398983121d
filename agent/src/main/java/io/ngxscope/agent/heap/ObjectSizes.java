package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;

/**
 * How many bytes an object takes, with all that it owns, as LuaJIT accounts them: what {@code
 * lj_gc.c} and its neighbours give back when they free it.
 */
final class ObjectSizes {
  private final HeapCopy.Reader heap;
  private final CTypes ctypes;
  private final int threadBytes;

  /**
   * Readies measuring.
   *
   * @param threadBytes size of {@code lua_State}
   */
  ObjectSizes(HeapCopy.Reader heap, CTypes ctypes, int threadBytes) {
    this.heap = heap;
    this.ctypes = ctypes;
    this.threadBytes = threadBytes;
  }

  /** The type of an object, as in {@code gct}. */
  int type(long object) {
    return heap.u8(object + HeapLayout.GCT);
  }

  /** Bytes of an object; -1 if its fields cannot be those of an object. */
  long of(long object) {
    return switch (type(object)) {
      case HeapLayout.STRING -> HeapLayout.stringBytes(heap.i32(object + HeapLayout.STRING_LENGTH));
      case HeapLayout.UPVALUE -> HeapLayout.UPVALUE_BYTES;
      case HeapLayout.THREAD -> thread(object);
      case HeapLayout.PROTO -> heap.i32(object + HeapLayout.PROTO_SIZEPT);
      case HeapLayout.FUNCTION -> function(object);
      case HeapLayout.TRACE -> trace(object);
      case HeapLayout.CDATA -> cdata(object);
      case HeapLayout.TABLE -> table(object);
      case HeapLayout.USERDATA ->
          HeapLayout.UDATA_BYTES + Integer.toUnsignedLong(heap.i32(object + HeapLayout.UDATA_LEN));
      default -> -1;
    };
  }

  private long thread(long object) {
    return threadBytes
        + Integer.toUnsignedLong(heap.i32(object + HeapLayout.THREAD_STACKSIZE)) * Long.BYTES;
  }

  private long function(long object) {
    int upvalues = heap.u8(object + HeapLayout.FUNC_NUPVALUES);
    int fixed =
        heap.u8(object + HeapLayout.FUNC_FFID) == 0
            ? HeapLayout.FUNC_LUA_UPVALUES
            : HeapLayout.FUNC_C_UPVALUES;
    return fixed + (long) upvalues * Long.BYTES;
  }

  private long trace(long object) {
    long instructions =
        Integer.toUnsignedLong(
            heap.i32(object + HeapLayout.TRACE_NINS) - heap.i32(object + HeapLayout.TRACE_NK));
    return HeapLayout.TRACE_BYTES
        + instructions * HeapLayout.IR_BYTES
        + (long) heap.u16(object + HeapLayout.TRACE_NSNAP) * HeapLayout.SNAPSHOT_BYTES
        + Integer.toUnsignedLong(heap.i32(object + HeapLayout.TRACE_NSNAPMAP))
            * HeapLayout.SNAP_ENTRY_BYTES;
  }

  private long cdata(long object) {
    if ((heap.u8(object + HeapLayout.MARKED) & HeapLayout.CDATA_VARIABLE) == 0) {
      return HeapLayout.CDATA_BYTES + ctypes.size(heap.u16(object + HeapLayout.CDATA_CTYPEID));
    }
    return Integer.toUnsignedLong(heap.i32(object + HeapLayout.CDATA_VAR_LEN))
        + heap.u16(object + HeapLayout.CDATA_VAR_EXTRA);
  }

  /** {@code lj_tab_free}: a small array part is allocated together with the table. */
  private long table(long object) {
    int colocated = (byte) heap.u8(object + HeapLayout.TAB_COLO);
    long array = Integer.toUnsignedLong(heap.i32(object + HeapLayout.TAB_ASIZE));
    int mask = heap.i32(object + HeapLayout.TAB_HMASK);
    boolean beyond = colocated > 0 && array > colocated;
    if (beyond || array > HeapLayout.MAX_ASIZE || mask < 0 || mask > HeapLayout.MAX_HMASK) {
      return -1;
    }
    long bytes = HeapLayout.TAB_BYTES + (colocated & 0x7fL) * Long.BYTES;
    if (colocated <= 0) {
      bytes += array * Long.BYTES;
    }
    return mask == 0 ? bytes : bytes + (mask + 1L) * HeapLayout.NODE_BYTES;
  }
}
