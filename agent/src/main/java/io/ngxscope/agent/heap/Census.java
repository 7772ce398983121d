package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.model.HeapRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Counts all objects of a heap by what they are. One pass, one thread. */
final class Census {
  private static final int MAX_KINDS = 100_000;

  private final HeapCopy.Reader heap;
  private final ObjectIndex objects;
  private final ObjectSizes sizes;
  private final CTypes ctypes;
  private final Names names;
  private final Shapes shapes;
  private final StringKinds strings;
  private final long[] typeObjects = new long[16];
  private final long[] typeBytes = new long[16];
  private final LongTally protos = new LongTally(MAX_KINDS);
  private final LongTally cdata = new LongTally(MAX_KINDS);
  private final LongTally metatables = new LongTally(MAX_KINDS);
  private final Map<Long, String> metatableNames = new HashMap<>();

  Census(HeapCopy copy, HeapRoots roots, ObjectIndex objects, boolean withValues) {
    this.heap = copy.reader();
    this.objects = objects;
    this.ctypes = new CTypes(heap, roots.ctypes());
    this.sizes = new ObjectSizes(heap, ctypes, roots.vm().layout().state().bytes());
    this.names = new Names(heap);
    this.shapes = new Shapes(heap);
    this.strings = new StringKinds(heap, withValues);
    registryNames(HeapLayout.pointer(roots.registry()));
  }

  /** Counts. */
  Census run() {
    for (int i = 0; i < objects.count(); i++) {
      long object = heap.address(objects.unit(i));
      long size = sizes.of(object);
      int type = sizes.type(object);
      typeObjects[type]++;
      typeBytes[type] += size;
      switch (type) {
        case HeapLayout.TABLE -> shapes.add(object, size);
        case HeapLayout.STRING -> strings.add(object, size);
        case HeapLayout.FUNCTION -> function(object, size);
        case HeapLayout.PROTO -> protos.add(object, 0, size);
        case HeapLayout.CDATA -> cdata.add(heap.u16(object + HeapLayout.CDATA_CTYPEID) + 1L, size);
        case HeapLayout.USERDATA -> metatables.add(userdataKind(object), size);
        default -> {
          // counted by type alone
        }
      }
    }
    return this;
  }

  private void function(long function, long size) {
    if (heap.u8(function + HeapLayout.FUNC_FFID) == 0) {
      protos.add(heap.u64(function + HeapLayout.FUNC_PC) - HeapLayout.PROTO_BYTES, size);
    }
  }

  /** Its metatable, or the type that LuaJIT gives it ({@code UDTYPE_*}). */
  private long userdataKind(long userdata) {
    long metatable = heap.u64(userdata + HeapLayout.METATABLE);
    return metatable != 0 ? metatable : heap.u8(userdata + HeapLayout.UDATA_TYPE) + 1L;
  }

  /** {@code luaL_newmetatable} keeps metatables in the registry under their names. */
  private void registryNames(long registry) {
    int mask = heap.i32(registry + HeapLayout.TAB_HMASK);
    long nodes = heap.u64(registry + HeapLayout.TAB_NODE);
    for (int i = 0; i <= mask && mask < MAX_KINDS; i++) {
      long node = nodes + (long) i * HeapLayout.NODE_BYTES;
      long key = heap.u64(node + HeapLayout.NODE_KEY);
      long value = heap.u64(node);
      if (HeapLayout.type(key) == HeapLayout.STRING && HeapLayout.type(value) == HeapLayout.TABLE) {
        metatableNames.put(
            HeapLayout.pointer(value), HeapText.read(heap, HeapLayout.pointer(key), 60));
      }
    }
  }

  /** Bytes of all objects. */
  long bytes() {
    long sum = 0;
    for (long bytes : typeBytes) {
      sum += bytes;
    }
    return sum;
  }

  List<HeapRow> byType() {
    List<HeapRow> rows = new ArrayList<>();
    for (int type = 0; type < typeObjects.length; type++) {
      if (typeObjects[type] > 0) {
        rows.add(new HeapRow(Names.type(type), typeObjects[type], typeBytes[type]));
      }
    }
    rows.sort(Comparator.comparingLong(HeapRow::bytes).reversed());
    return rows;
  }

  /**
   * By function definition.
   *
   * @param call how the functions of a prototype are called where they are kept
   */
  List<HeapRow> byPrototype(int count, LongFunction<String> call) {
    return rows(protos, count, p -> (call.apply(p) + "  " + names.proto(p)).strip());
  }

  List<HeapRow> byShape(int count) {
    return shapes.largest(count);
  }

  List<HeapRow> stringsByLength() {
    return strings.byLength();
  }

  List<HeapRow> stringsByPrefix(int count) {
    return strings.byPrefix(count);
  }

  List<HeapRow> byCtype(int count) {
    return rows(cdata, count, id -> ctypes.name((int) id - 1));
  }

  List<HeapRow> byMetatable(int count) {
    return rows(metatables, count, this::metatableName);
  }

  private String metatableName(long kind) {
    if (kind <= 16) {
      return switch ((int) kind) {
        case 2 -> "io file";
        case 3 -> "ffi library";
        case 4 -> "string buffer";
        default -> "without metatable";
      };
    }
    return metatableNames.getOrDefault(kind, "metatable without a name");
  }

  private static List<HeapRow> rows(LongTally tally, int count, LongFunction<String> name) {
    List<HeapRow> rows = new ArrayList<>();
    tally.largest(
        count, (key, number, size) -> rows.add(new HeapRow(name.apply(key), number, size)));
    return rows;
  }
}
