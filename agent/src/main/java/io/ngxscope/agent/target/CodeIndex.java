package io.ngxscope.agent.target;

import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.os.MemoryMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Executable memory with its owners.
 *
 * @param code in the order of addresses
 * @param owners for each of {@code code} its module, or null if it was generated
 * @param generated those that were generated
 */
record CodeIndex(
    List<CodeRange> code, List<@Nullable LoadedModule> owners, List<GeneratedCode> generated) {

  static CodeIndex of(List<MemoryMap> maps, List<LoadedModule> modules) {
    Map<MemoryMap, LoadedModule> owner = new HashMap<>();
    modules.forEach(module -> module.code().forEach(map -> owner.put(map, module)));
    List<CodeRange> code = new ArrayList<>();
    List<@Nullable LoadedModule> owners = new ArrayList<>();
    List<GeneratedCode> generated = new ArrayList<>();
    for (MemoryMap map : maps) {
      // The kernel's own legacy page lies in the upper half: no thread of today runs there.
      if (!map.isExecutable() || map.start() < 0) {
        continue;
      }
      LoadedModule module = owner.get(map);
      if (module == null) {
        generated.add(GeneratedCode.of(map.start(), map.end(), map.isWritable()));
        code.add(new CodeRange(map.start(), map.end(), 0, null, true));
      } else {
        code.add(new CodeRange(map.start(), map.end(), module.bias(), module.elf(), false));
      }
      owners.add(module);
    }
    return new CodeIndex(
        List.copyOf(code), Collections.unmodifiableList(owners), List.copyOf(generated));
  }
}
