package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.ElfFile;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was worked out about objects, shared by the unwinders of all processes that run them. For
 * one thread: give each sampling thread its own.
 */
public final class UnwindTables {
  /** More objects than a host's nginx workers map; the least used ones are forgotten. */
  private static final int MAX_MODULES = 1024;

  private final Map<ElfFile, ModuleTables> modules =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ElfFile, ModuleTables> eldest) {
          return size() > MAX_MODULES;
        }
      };

  ModuleTables of(ElfFile elf) {
    return modules.computeIfAbsent(elf, ModuleTables::new);
  }
}
