package io.ngxscope.agent.os;

import java.util.List;

/** Converts between the addresses of an object and the offsets in its file. */
final class ElfAddresses {
  private final List<ElfSegment> loads;
  private final long fileSize;

  ElfAddresses(List<ElfSegment> segments, long fileSize) {
    this.loads = segments.stream().filter(s -> s.type() == ElfSegment.LOAD).toList();
    this.fileSize = fileSize;
  }

  /** File offset of a mapped address, or -1 if the file holds no byte for it. */
  long toOffset(long address) {
    for (ElfSegment load : loads) {
      if (load.holds(address, 1)) {
        long offset = load.offset() + (address - load.address());
        return offset >= 0 && offset < fileSize ? offset : -1;
      }
    }
    return -1;
  }

  /** Address to which a file offset is mapped; code first, where two segments share a page. */
  long toAddress(long offset) {
    long found = -1;
    for (ElfSegment load : loads) {
      long inside = offset - load.offset();
      if (inside >= 0 && inside < load.fileSize() && (found == -1 || load.executable())) {
        found = load.address() + inside;
      }
    }
    return found;
  }

  /** How many bytes the file holds from an address on, in the same segment; 0 if none. */
  long available(long address) {
    long offset = toOffset(address);
    if (offset < 0) {
      return 0;
    }
    for (ElfSegment load : loads) {
      if (load.holds(address, 1)) {
        return Math.min(load.fileSize() - (address - load.address()), fileSize - offset);
      }
    }
    return 0;
  }

  /** The lowest mapped address, 0 for nearly everything but fixed executables. */
  long lowest() {
    return loads.stream().mapToLong(ElfSegment::address).min().orElse(0);
  }

  boolean executable(long address) {
    return loads.stream().anyMatch(s -> s.executable() && s.contains(address));
  }

  /** End of the executable segment around an address, or the address itself outside of any. */
  long executableEnd(long address) {
    return loads.stream()
        .filter(s -> s.executable() && s.contains(address))
        .mapToLong(s -> s.address() + s.memorySize())
        .findFirst()
        .orElse(address);
  }
}
