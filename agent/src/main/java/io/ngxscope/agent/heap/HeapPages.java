package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.PageMap;
import io.ngxscope.agent.os.jna.MemorySlab;
import java.util.List;

/** The memory of a process as a heap's copy takes it: by the page, and without what is unused. */
public interface HeapPages {
  /**
   * The parts of a range that hold something.
   *
   * @param gap holes up to this size are part of them, in bytes
   */
  List<AddressRange> used(AddressRange range, long gap);

  /**
   * Copies into a slab; what cannot be read becomes zeros.
   *
   * @param offset where to in the slab
   * @return bytes that could be read
   */
  long copy(MemorySlab slab, long address, int offset, int length);

  /** Those of a process that runs. */
  static HeapPages live(Pid pid) {
    return new HeapPages() {
      @Override
      public List<AddressRange> used(AddressRange range, long gap) {
        return PageMap.used(pid, range, gap);
      }

      @Override
      public long copy(MemorySlab slab, long address, int offset, int length) {
        return slab.copy(pid, address, offset, length);
      }
    };
  }
}
