package io.ngxscope.agent.stack;

import io.ngxscope.agent.code.NgxLuaAnchors;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.nginx.RequestLayout;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.util.List;
import java.util.Optional;

/** Finds out where the requests of an nginx keep what was asked for, and their phase. */
public final class RequestFacts {
  private RequestFacts() {}

  /** The way to the phase of Lua code; empty without the Lua module, or if its code is unusual. */
  public static Optional<PhaseReader> phases(ProcessImage image, RemoteMemory memory) {
    for (LoadedModule module : image.modules()) {
      ElfFile elf = module.elf();
      ElfSymbol symbol = elf == null ? null : elf.exportedSymbols().find("ngx_http_lua_module");
      if (elf != null && symbol != null) {
        return NgxLuaAnchors.phase(elf)
            .result()
            .map(field -> new PhaseReader(memory, field, module.toProcess(symbol.address())));
      }
    }
    return Optional.empty();
  }

  /** The offsets in a request; empty if this is an nginx without http. */
  public static Optional<RequestLayout> layout(ProcessImage image, RemoteMemory memory) {
    LoadedModule main = image.mainExecutable();
    if (main == null) {
      return Optional.empty();
    }
    List<MemoryMap> maps = image.maps().stream().filter(m -> m.path().equals(main.path())).toList();
    List<AddressRange> data =
        maps.stream()
            .filter(m -> m.permissions().startsWith("r") && !m.isExecutable())
            .map(m -> new AddressRange(m.start(), m.end()))
            .toList();
    AddressRange all = new AddressRange(maps.get(0).start(), maps.get(maps.size() - 1).end());
    return RequestLayout.find(memory, data, all);
  }
}
