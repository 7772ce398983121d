package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.util.concurrent.CompletableFuture;

/**
 * Finds every object of a copied heap: through the collector's list, the upvalues of threads, the
 * ring of finalizers and the string table. Where the list is torn, since the VM went on while it
 * was copied, what can be reached from the roots is added.
 */
final class ObjectFinder {
  private final HeapCopy.Reader heap;
  private final HeapCopy copy;
  private final HeapRoots roots;
  private final ObjectIndex objects;
  private final ObjectSizes sizes;
  private final Edges edges;
  private final long copied;
  private final Sightings sightings;
  private long torn;
  private long repaired;
  private long bytes;

  ObjectFinder(
      HeapCopy copy, HeapRoots roots, Edges edges, ObjectSizes sizes, Sightings sightings) {
    this.sightings = sightings;
    this.copy = copy;
    this.heap = copy.reader();
    this.roots = roots;
    this.edges = edges;
    this.sizes = sizes;
    this.objects = new ObjectIndex(copy.units());
    this.copied = copy.bytes();
  }

  /** Objects or links that made no sense. */
  long torn() {
    return torn;
  }

  /** Objects that only references led to. */
  long repaired() {
    return repaired;
  }

  /** Bytes of all objects. */
  long bytes() {
    return bytes;
  }

  /** Finds them. */
  ObjectIndex find() {
    add(roots.vm().mainThread());
    add(roots.vm().global() + HeapLayout.G_STREMPTY); // the one string that is in no table
    long slots = roots.stringMask() + 1L;
    StringFinder first = new StringFinder(copy, roots, sightings);
    StringFinder second = new StringFinder(copy, roots, sightings);
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> first.find(0, slots / 3 * 2));
    try {
      list(roots.root());
      finalizable();
      second.find(slots / 3 * 2, slots);
    } finally {
      other.handle((done, failure) -> 0).join(); // the copy is given back after this
    }
    other.join();
    take(first);
    take(second);
    if (torn > 0) {
      repair();
    }
    objects.seal();
    return objects;
  }

  private void take(StringFinder strings) {
    objects.addAll(strings.found());
    torn += strings.torn();
    bytes += strings.bytes();
  }

  private void list(long first) {
    long at = first;
    for (long rank = 0; at != 0; rank++) {
      int before = objects.count();
      if (!add(at) && at != roots.vm().mainThread()) {
        torn++; // it leads nowhere, or back to what was seen
        return;
      }
      sightings.object(at, rank);
      if (objects.count() > before && sizes.type(at) == HeapLayout.THREAD) {
        openUpvalues(at);
      }
      at = heap.u64(at);
    }
  }

  private void openUpvalues(long thread) {
    long at = heap.u64(thread + HeapLayout.THREAD_OPENUPVAL);
    while (at != 0 && heap.u8(at + HeapLayout.GCT) == HeapLayout.UPVALUE && add(at)) {
      at = heap.u64(at);
    }
  }

  private void finalizable() {
    long last = roots.finalizable();
    long at = last;
    while (at != 0 && add(at)) {
      at = heap.u64(at);
    }
  }

  /**
   * Adds an object if it can be one.
   *
   * @return false if it cannot, or is there already
   */
  private boolean add(long at) {
    int unit = heap.unit(at);
    int type = unit == 0 ? 0 : sizes.type(at);
    if (type < HeapLayout.STRING || type > HeapLayout.USERDATA || !objects.add(unit)) {
      return false;
    }
    long size = sizes.of(at);
    if (size <= 0 || size > copied || bytes + size > copied) {
      objects.remove(unit);
      return false;
    }
    bytes += size;
    if (type == HeapLayout.TRACE) {
      edges.addTrace(at);
    }
    return true;
  }

  private void repair() {
    IntStack todo = new IntStack();
    ObjectIndex seen = new ObjectIndex(objects.units());
    Edges.Sink sink =
        (kind, detail, target) -> {
          int unit = heap.unit(target);
          if (unit != 0 && seen.add(unit)) {
            repaired += add(target) ? 1 : 0;
            if (Edges.canHold(sizes.type(target))) {
              todo.push(unit);
            }
          }
        };
    RootSet.of(roots, heap).forEach(root -> sink.edge(EdgeKind.STACK, 0, root));
    while (!todo.isEmpty()) {
      edges.of(heap.address(todo.pop()), sink);
    }
  }
}
