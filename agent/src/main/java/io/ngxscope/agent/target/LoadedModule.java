package io.ngxscope.agent.target;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.MemoryMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ELF object in the memory of a process.
 *
 * @param path where it was loaded from, in the process's mount namespace, or {@code [vdso]}:
 *     hostile text
 * @param bias what is added to an address of the object to get one of the process; meaningless
 *     without {@code elf}
 * @param elf the object, or null if it cannot be read
 * @param origin how the object was read, or why it could not be: words for the user
 * @param code its executable mappings in the order of addresses, at least one
 */
public record LoadedModule(
    String path, long bias, @Nullable ElfFile elf, String origin, List<MemoryMap> code) {
  /** Copies the list. */
  public LoadedModule {
    code = List.copyOf(code);
  }

  /** Its file name without folders. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Address in the object of an address in the process; without the object, the file's offset. */
  public long toObject(long address) {
    if (elf != null) {
      return address - bias;
    }
    for (MemoryMap map : code) {
      if (map.contains(address)) {
        return address - map.start() + map.offset();
      }
    }
    return address;
  }

  /** Address in the process of an address in the object. */
  public long toProcess(long address) {
    return address + bias;
  }
}
