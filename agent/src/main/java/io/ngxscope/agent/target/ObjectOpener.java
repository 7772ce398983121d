package io.ngxscope.agent.target;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.MemoryMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the very object that a process has mapped. */
public interface ObjectOpener {
  /**
   * Opens what is mapped.
   *
   * @param maps every mapping of the file, code and data
   */
  Opened open(List<MemoryMap> maps);

  /** Opens the kernel's own object, which no file holds. */
  Opened openVdso(MemoryMap map);

  /**
   * What was opened.
   *
   * @param elf the object, or null
   * @param origin how it was opened, or why not, in words
   */
  record Opened(@Nullable ElfFile elf, String origin) {}
}
