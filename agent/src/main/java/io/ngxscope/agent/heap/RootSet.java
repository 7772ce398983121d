package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.util.ArrayList;
import java.util.List;

/** The objects from which the collector starts ({@code gc_mark_start}, {@code lj_gc.c}). */
final class RootSet {
  private RootSet() {}

  /** Their addresses; the registry first, so that what modules hold is found through it. */
  static List<Long> of(HeapRoots roots, HeapCopy.Reader heap) {
    List<Long> all = new ArrayList<>();
    all.add(HeapLayout.pointer(roots.registry()));
    all.addAll(ctypeTables(roots, heap));
    for (long root : roots.gcroots()) {
      if (isObject(root, heap)) {
        all.add(root);
      }
    }
    all.add(roots.vm().mainThread());
    if (roots.current() != 0) {
      all.add(roots.current());
    }
    all.addAll(finalizable(roots, heap));
    return all;
  }

  /** Tables of the FFI: finalizers of cdata, and metatables of its types. */
  static List<Long> ctypeTables(HeapRoots roots, HeapCopy.Reader heap) {
    List<Long> tables = new ArrayList<>();
    if (roots.ctypes() != 0) {
      for (int field : new int[] {HeapLayout.CTS_FINALIZER, HeapLayout.CTS_MISCMAP}) {
        long table = heap.u64(roots.ctypes() + field);
        if (HeapLayout.plausible(table)
            && heap.u8(table + HeapLayout.GCT) == HeapLayout.TABLE
            && !tables.contains(table)) {
          tables.add(table);
        }
      }
    }
    return tables;
  }

  /** The ring of objects that wait for their finalizers; bounded, since it may be torn. */
  static List<Long> finalizable(HeapRoots roots, HeapCopy.Reader heap) {
    List<Long> all = new ArrayList<>();
    long at = roots.finalizable();
    while (at != 0 && all.size() < 1 << 20 && isObject(at, heap)) {
      all.add(at);
      at = heap.u64(at);
      if (at == roots.finalizable()) {
        break;
      }
    }
    return all;
  }

  static boolean isObject(long address, HeapCopy.Reader heap) {
    int type = HeapLayout.plausible(address) ? heap.u8(address + HeapLayout.GCT) : 0;
    return type >= HeapLayout.STRING && type <= HeapLayout.USERDATA;
  }
}
