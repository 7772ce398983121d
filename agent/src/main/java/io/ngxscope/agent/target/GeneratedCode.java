package io.ngxscope.agent.target;

/**
 * Executable memory without a file: code that was generated at run time.
 *
 * @param start first address
 * @param end address behind the last byte
 * @param kind what its shape tells; only the virtual machine's own data tell which area holds
 *     compiled traces
 */
public record GeneratedCode(long start, long end, Kind kind) {
  private static final int PAGE = 4096;

  /** What generated the code, as far as its shape tells. */
  public enum Kind {
    /** One page, never writable while executable: callbacks of LuaJIT's FFI are made so. */
    FFI_CALLBACK,
    /** Larger, never writable while executable: LuaJIT's compiled traces are kept so. */
    TRACES,
    /** Writable and executable at once, as PCRE's compiler leaves its code. */
    WRITABLE
  }

  static GeneratedCode of(long start, long end, boolean writable) {
    Kind kind = end - start <= PAGE ? Kind.FFI_CALLBACK : Kind.TRACES;
    return new GeneratedCode(start, end, writable ? Kind.WRITABLE : kind);
  }
}
