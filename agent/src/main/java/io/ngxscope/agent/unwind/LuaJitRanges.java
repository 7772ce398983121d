package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.AddressRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a process runs LuaJIT's hand-written and generated code, for which no unwind table holds.
 *
 * @param interpreter the assembly of the interpreter (the largest function of the library), or null
 *     if it is not known
 * @param traces areas of compiled traces
 * @param cframeBytes size of the interpreter's C frame ({@code CFRAME_SIZE}, {@code lj_frame.h}):
 *     80 on x86-64
 */
public record LuaJitRanges(
    @Nullable AddressRange interpreter, List<AddressRange> traces, int cframeBytes) {
  /** {@code CFRAME_SIZE} of LuaJIT 2.1 on x86-64 with 64-bit references. */
  public static final int CFRAME_BYTES = 80;

  /** A process without LuaJIT. */
  public static final LuaJitRanges NONE = new LuaJitRanges(null, List.of(), CFRAME_BYTES);

  /** Copies the list. */
  public LuaJitRanges {
    traces = List.copyOf(traces);
  }

  boolean inInterpreter(long address) {
    return interpreter != null && interpreter.contains(address);
  }

  boolean inTrace(long address) {
    for (AddressRange range : traces) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
