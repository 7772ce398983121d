package io.ngxscope.agent.target;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSegment;
import io.ngxscope.agent.os.MemoryMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes modules of the mappings of files. */
final class ModuleFinder {
  /** Real processes have tens to a few hundred; a hostile one shall not fill the heap. */
  private static final int MAX_MODULES = 2048;

  private static final long PAGE_MASK = -4096L;
  private static final String VDSO = "[vdso]";

  private final ObjectOpener opener;
  private long bytesLeft = Runtime.getRuntime().maxMemory() / 4;

  ModuleFinder(ObjectOpener opener) {
    this.opener = opener;
  }

  /** A file may be replaced under the same path while both are mapped. */
  private record FileKey(String path, long inode) {}

  List<LoadedModule> find(List<MemoryMap> maps) {
    Map<FileKey, List<MemoryMap>> files = new LinkedHashMap<>();
    List<LoadedModule> modules = new ArrayList<>();
    for (MemoryMap map : maps) {
      if (map.isFile()) {
        files
            .computeIfAbsent(new FileKey(map.path(), map.inode()), k -> new ArrayList<>())
            .add(map);
      } else if (map.path().equals(VDSO)) {
        modules.addAll(modules(VDSO, List.of(map), opener.openVdso(map)));
      }
    }
    for (Map.Entry<FileKey, List<MemoryMap>> file : files.entrySet()) {
      boolean hasCode = file.getValue().stream().anyMatch(MemoryMap::isExecutable);
      if (hasCode && modules.size() < MAX_MODULES) {
        modules.addAll(modules(file.getKey().path(), file.getValue(), open(file.getValue())));
      }
    }
    modules.sort((a, b) -> Long.compare(a.code().get(0).start(), b.code().get(0).start()));
    return modules;
  }

  private ObjectOpener.Opened open(List<MemoryMap> maps) {
    if (bytesLeft <= 0) {
      return new ObjectOpener.Opened(null, "the process maps more code than can be kept");
    }
    ObjectOpener.Opened opened = opener.open(maps);
    bytesLeft -= opened.elf() == null ? 0 : opened.elf().size();
    return opened;
  }

  /** One module for every place to which the file's code is mapped: mostly one. */
  private static List<LoadedModule> modules(
      String path, List<MemoryMap> maps, ObjectOpener.Opened opened) {
    Map<Long, List<MemoryMap>> byBias = new LinkedHashMap<>();
    for (MemoryMap map : maps) {
      if (map.isExecutable()) {
        byBias.computeIfAbsent(bias(map, opened), b -> new ArrayList<>()).add(map);
      }
    }
    List<LoadedModule> modules = new ArrayList<>();
    byBias.forEach(
        (bias, code) ->
            modules.add(new LoadedModule(path, bias, opened.elf(), opened.origin(), code)));
    return modules;
  }

  private static long bias(MemoryMap map, ObjectOpener.Opened opened) {
    ElfFile elf = opened.elf();
    if (elf == null) {
      return 0;
    }
    for (ElfSegment s : elf.segments()) {
      long page = s.offset() & PAGE_MASK;
      boolean holds = map.offset() >= page && map.offset() < s.offset() + s.fileSize();
      if (s.type() == ElfSegment.LOAD && s.executable() && holds) {
        return map.start() - (s.address() + (map.offset() - s.offset()));
      }
    }
    return map.start() - map.offset();
  }
}
