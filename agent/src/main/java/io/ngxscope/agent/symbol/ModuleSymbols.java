package io.ngxscope.agent.symbol;

import io.ngxscope.agent.code.FunctionBounds;
import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions of one build, asked by address in the object. */
final class ModuleSymbols {
  private static final int MAX_CACHED = 1 << 16;

  private final ElfFile elf;
  private final Optional<ElfFile> debug;
  private final Map<Long, Name> cache = new HashMap<>();
  private @Nullable Map<Long, String> analyzed;

  /**
   * What is known about the function at an address.
   *
   * @param function its name, or null
   * @param start where it begins in the object; the address itself if even that is not known
   * @param source how the name was found
   */
  record Name(@Nullable String function, long start, NameSource source) {}

  ModuleSymbols(ElfFile elf, Optional<ElfFile> debug) {
    this.elf = elf;
    this.debug = debug;
  }

  Name at(long address) {
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    return cache.computeIfAbsent(address, this::find);
  }

  private Name find(long address) {
    ElfSymbol own = elf.fullFunctionAt(address);
    if (own != null) {
      return new Name(own.name(), own.address(), NameSource.SYMBOL_TABLE);
    }
    ElfSymbol separate = debug.map(d -> d.fullFunctionAt(address)).orElse(null);
    if (separate != null) {
      return new Name(separate.name(), separate.address(), NameSource.DEBUG_FILE);
    }
    ElfSymbol exported = elf.exportedFunctionAt(address);
    if (exported != null) {
      return new Name(exported.name(), exported.address(), NameSource.EXPORTED);
    }
    long start = FunctionBounds.around(elf, address).map(AddressRange::start).orElse(address);
    String deduced = analyzed().get(start);
    return new Name(deduced, start, deduced == null ? NameSource.NONE : NameSource.CODE_ANALYSIS);
  }

  private Map<Long, String> analyzed() {
    Map<Long, String> known = analyzed;
    if (known == null) {
      known = LuaJitAnchors.analyze(elf).names(elf);
      analyzed = known;
    }
    return known;
  }
}
