package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;
import java.util.OptionalLong;

/**
 * Walks from nginx's exported globals to the configuration of its modules ({@code ngx_cycle.h},
 * {@code ngx_module.h}): {@code ngx_cycle} starts with {@code conf_ctx}, a module starts with
 * {@code ctx_index} and {@code index}.
 */
public final class NginxGlobals {
  private final RemoteMemory memory;
  private final Symbols symbols;

  /** Readies reading one process. */
  public NginxGlobals(RemoteMemory memory, Symbols symbols) {
    this.memory = memory;
    this.symbols = symbols;
  }

  /**
   * Main {@code lua_State} of a protocol's Lua module.
   *
   * @param protocol {@code http} or {@code stream}
   * @return its address, or 0 if the module is not loaded or not configured
   */
  public long luaState(String protocol) {
    long configuration = configuration("ngx_" + protocol + "_module");
    OptionalLong module = symbols.address("ngx_" + protocol + "_lua_module");
    if (configuration == 0 || module.isEmpty()) {
      return 0;
    }
    long mainConf = memory.readLong(configuration);
    long luaConf = at(mainConf, memory.readLong(module.getAsLong()));
    return luaConf == 0 ? 0 : memory.readLong(luaConf);
  }

  /**
   * {@code timer_resolution} of the configuration ({@code ngx_core_conf_t.timer_resolution}).
   *
   * @return milliseconds; 0 if it is not set, so that the loop's clock moves with every iteration
   */
  public long timerResolutionMillis() {
    long core = configuration("ngx_core_module");
    long millis = core == 0 ? 0 : memory.readLong(core + 16);
    return millis > 0 && millis < 3_600_000 ? millis : 0;
  }

  /** {@code cycle->conf_ctx[module.index]}, or 0. */
  private long configuration(String moduleName) {
    OptionalLong cycle = symbols.address("ngx_cycle");
    OptionalLong module = symbols.address(moduleName);
    if (cycle.isEmpty() || module.isEmpty()) {
      return 0;
    }
    long contexts = memory.readLong(memory.readLong(cycle.getAsLong()));
    return at(contexts, memory.readLong(module.getAsLong() + 8));
  }

  private long at(long array, long index) {
    return array == 0 || index < 0 || index > 4096
        ? 0
        : memory.readLong(array + index * Long.BYTES);
  }
}
