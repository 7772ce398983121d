package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From where all objects of a VM can be found. Read before the heap is copied: what the VM makes
 * during the copy is put before these, so that the lists which begin here are whole; lists read
 * after the copy begin with objects that it does not have.
 *
 * @param vm the VM
 * @param root newest object of the collector's list
 * @param finalizable last object of the ring that waits for finalizers, or 0
 * @param strings the string table's slots
 * @param stringMask one less than their number
 * @param registry tagged value of the registry
 * @param current executing {@code lua_State}, or 0
 * @param ctypes {@code CTState}, or 0 if the FFI was never used
 * @param gcroots {@code g->gcroot}: metatables of whole types and the like
 * @param lightSegments upper halves of light userdata, or 0
 * @param total bytes allocated, as LuaJIT accounts them
 */
record HeapRoots(
    VmAddress vm,
    long root,
    long finalizable,
    long strings,
    int stringMask,
    long registry,
    long current,
    long ctypes,
    List<Long> gcroots,
    long lightSegments,
    long total) {
  /** Names of metamethods, then metatables of types, then two files; some more in newer builds. */
  private static final int GCROOTS = 40;

  /** Copies the list. */
  HeapRoots {
    gcroots = List.copyOf(gcroots);
  }

  /** Reads them; empty if the memory cannot be read. */
  static Optional<HeapRoots> read(RemoteMemory memory, VmAddress vm) {
    ByteBuffer g = memory.read(vm.global(), HeapLayout.G_BYTES);
    if (!g.hasRemaining()) {
      return Optional.empty();
    }
    int gcroot = vm.layout().global().gcroot();
    List<Long> gcroots = new ArrayList<>();
    for (int i = 0; i < GCROOTS; i++) {
      gcroots.add(g.getLong(gcroot + i * Long.BYTES));
    }
    return Optional.of(
        new HeapRoots(
            vm,
            g.getLong(HeapLayout.G_ROOT),
            g.getLong(HeapLayout.G_MMUDATA),
            g.getLong(HeapLayout.G_STRTAB),
            g.getInt(HeapLayout.G_STRMASK),
            g.getLong(vm.layout().global().registry()),
            g.getLong(vm.layout().global().curL()),
            g.getLong(HeapLayout.G_CTYPE_STATE),
            gcroots,
            g.getLong(HeapLayout.G_LIGHTUD_SEGMENTS),
            g.getLong(HeapLayout.G_TOTAL)));
  }

  /** The slots of the string table. */
  AddressRange stringTable() {
    long slots = Integer.toUnsignedLong(stringMask) + 1;
    return new AddressRange(strings, strings + slots * Long.BYTES);
  }
}
