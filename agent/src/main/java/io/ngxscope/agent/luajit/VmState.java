package io.ngxscope.agent.luajit;

/**
 * The few words of a VM that say what it is doing, read in one go.
 *
 * @param thread the executing {@code lua_State}, 0 if none
 * @param vmstate negative: {@code ~LJ_VMST_*}; else the number of the running trace
 * @param jitBase stack base of compiled code, 0 outside of it
 * @param gcTotal bytes allocated, as LuaJIT accounts them
 * @param base {@code L->base} of the executing thread
 * @param stack {@code L->stack} of the executing thread
 * @param cframe {@code L->cframe} without its flags, 0 if no Lua code is on the C stack
 * @param exdata OpenResty's request pointer, 0 if the build has none
 * @param exdata2 OpenResty's coroutine context, 0 if the build has none
 */
public record VmState(
    long thread,
    int vmstate,
    long jitBase,
    long gcTotal,
    long base,
    long stack,
    long cframe,
    long exdata,
    long exdata2) {

  /** True if Lua code is executing, or was left by a call into C. */
  public boolean inLua() {
    return cframe != 0;
  }

  /** True if compiled code is running, or was left by a call into C. */
  public boolean inTrace() {
    return vmstate >= 0 && jitBase != 0;
  }

  /** True if the words that locate the Lua stack are the same: nothing moved between two reads. */
  public boolean sameStack(VmState other) {
    return thread == other.thread
        && base == other.base
        && stack == other.stack
        && cframe == other.cframe
        && jitBase == other.jitBase
        && (vmstate == other.vmstate || (vmstate < 0 && other.vmstate < 0));
  }

  /** What LuaJIT calls its state ({@code LJ_VMST_*}, {@code lj_obj.h}). */
  public String description() {
    if (vmstate >= 0) {
      return "compiled code (trace " + vmstate + ")";
    }
    return switch (~vmstate) {
      case 0 -> "interpreter";
      case 1 -> "C function";
      case 2 -> "garbage collector";
      case 3 -> "trace exit";
      case 4 -> "trace recorder";
      case 5 -> "JIT optimizer";
      case 6 -> "JIT assembler";
      default -> "unknown (" + vmstate + ")";
    };
  }
}
