package io.ngxscope.agent.nginx;

import io.ngxscope.agent.code.NgxLuaAnchors.PhaseField;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.os.RemoteMemory;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the phase in which a request's Lua code runs: {@code
 * r->ctx[ngx_http_lua_module.ctx_index]->context}, one bit a phase ({@code NGX_HTTP_LUA_CONTEXT_*},
 * {@code ngx_http_lua_common.h}).
 */
public final class PhaseReader {
  private static final Map<Integer, Phase> BITS =
      Map.ofEntries(
          Map.entry(0x0001, Phase.SET),
          Map.entry(0x0002, Phase.REWRITE),
          Map.entry(0x0004, Phase.ACCESS),
          Map.entry(0x0008, Phase.CONTENT),
          Map.entry(0x0010, Phase.LOG),
          Map.entry(0x0020, Phase.HEADER_FILTER),
          Map.entry(0x0040, Phase.BODY_FILTER),
          Map.entry(0x0080, Phase.TIMER),
          Map.entry(0x0100, Phase.INIT_WORKER),
          Map.entry(0x0200, Phase.BALANCER),
          Map.entry(0x0400, Phase.SSL),
          Map.entry(0x0800, Phase.SSL),
          Map.entry(0x1000, Phase.SSL),
          Map.entry(0x2000, Phase.EXIT_WORKER),
          Map.entry(0x4000, Phase.SSL),
          Map.entry(0x8000, Phase.REWRITE));

  private static final int MAX_MODULES = 4096;

  private final RemoteMemory memory;
  private final PhaseField field;
  private final long module;

  /**
   * Readies reading.
   *
   * @param field offsets as the Lua module's own code uses them
   * @param module address of {@code ngx_http_lua_module}, which begins with its {@code ctx_index}
   */
  public PhaseReader(RemoteMemory memory, PhaseField field, long module) {
    this.memory = memory;
    this.field = field;
    this.module = module;
  }

  /**
   * Reads it.
   *
   * @param request address of a live {@code ngx_http_request_t}
   */
  public Phase read(long request) {
    long index = memory.readLong(module);
    long contexts = memory.readLong(request + field.requestCtx());
    if (contexts == 0 || index < 0 || index > MAX_MODULES) {
      return Phase.UNKNOWN;
    }
    long context = memory.readLong(contexts + index * Long.BYTES);
    if (context == 0) {
      return Phase.UNKNOWN;
    }
    return of(memory.readInt(context + field.context()));
  }

  /**
   * The phase that the Lua module means.
   *
   * @param word four bytes from {@code context} on
   */
  public Phase of(int word) {
    int mask = field.contextBytes() == Short.BYTES ? 0xffff : -1;
    return BITS.getOrDefault(word & mask, Phase.UNKNOWN);
  }

  /** The way to the field in this process; empty while the module's index is not known. */
  public Optional<Path> path() {
    long index = memory.readLong(module);
    return index < 0 || index > MAX_MODULES
        ? Optional.empty()
        : Optional.of(new Path(field.requestCtx(), index * Long.BYTES, field.context()));
  }

  /**
   * The way from a request to the word that tells the phase.
   *
   * @param contexts offset of the array of contexts in the request
   * @param slot offset of the Lua module's in that array
   * @param context offset of the word in the context
   */
  public record Path(long contexts, long slot, long context) {}
}
