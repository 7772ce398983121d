package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names under which functions can be reached from {@code package.loaded}: bytecode does not
 * keep the names of functions, and the name at a call site lies after a tail call. A function
 * stored in a module's table is called by module and key, one that is only an upvalue of such a
 * function by the upvalue's name. The same walk names C functions and built-ins, whose numbers
 * differ between builds.
 */
final class NameIndex {
  private static final int MAX_OBJECTS = 60_000;
  private static final int MAX_DEPTH = 5;
  private static final int MAX_NAME = 120;

  private final RemoteMemory memory;
  private final LuaVm vm;
  private final Map<Long, String> byProto = new HashMap<>();
  private final Map<Long, String> byEntry = new HashMap<>();
  private final Map<Integer, String> byFfid = new HashMap<>();
  private final Set<Long> seen = new HashSet<>();
  private final Deque<Work> queue = new ArrayDeque<>();

  /** A table or function to look into, and the name under which it was reached. */
  private record Work(long value, String name, int depth) {}

  private NameIndex(LuaVm vm) {
    this.vm = vm;
    this.memory = vm.memory();
  }

  /** Walks the loaded modules of a VM; takes milliseconds, costs the target nothing. */
  static NameIndex of(LuaVm vm) {
    NameIndex index = new NameIndex(vm);
    long loaded = Tables.get(index.memory, vm.registry(), "_LOADED");
    if (Gc64.type(loaded) == Gc64.TABLE) {
      // Breadth first, so that the shortest name wins; _G first, so that print is not called
      // _G.print.
      index.enqueue(Tables.get(index.memory, Gc64.pointer(loaded), "_G"), "", 0);
      index.table(Gc64.pointer(loaded), "", 0);
      index.run();
    }
    // What no module shows: methods of files ("FILE*" in the registry), and calls of the FFI.
    index.table(vm.registry(), "", 1);
    index.run();
    vm.baseMetatables().forEach(table -> index.table(table, "ffi", 1));
    index.run();
    return index;
  }

  private void run() {
    while (!queue.isEmpty() && seen.size() < MAX_OBJECTS) {
      Work work = queue.remove();
      if (Gc64.type(work.value()) == Gc64.TABLE) {
        table(Gc64.pointer(work.value()), work.name(), work.depth());
      } else {
        function(Gc64.pointer(work.value()), work.name(), work.depth());
      }
    }
  }

  private void table(long table, String name, int depth) {
    Tables.hash(
        memory,
        table,
        (key, value) -> {
          int type = Gc64.type(value);
          if (Gc64.type(key) == Gc64.STRING && (type == Gc64.TABLE || type == Gc64.FUNCTION)) {
            Strings.read(memory, Gc64.pointer(key), MAX_NAME)
                .ifPresent(k -> enqueue(value, name.isEmpty() ? k : name + "." + k, depth + 1));
          }
        });
  }

  private void enqueue(long value, String name, int depth) {
    int type = Gc64.type(value);
    if ((type == Gc64.TABLE || type == Gc64.FUNCTION)
        && depth <= MAX_DEPTH
        && name.length() <= MAX_NAME
        && seen.add(Gc64.pointer(value))) {
      queue.add(new Work(value, name, depth));
    }
  }

  private void function(long function, String name, int depth) {
    ByteBuffer header = memory.read(function, Gc64.FUNC_HEADER_BYTES);
    if (!header.hasRemaining() || header.get(Gc64.GCT) != Gc64.FUNCTION) {
      return;
    }
    int ffid = header.get(Gc64.FUNC_FFID) & 0xff;
    if (ffid > 1) {
      byFfid.putIfAbsent(ffid, name);
    } else if (ffid == 1) {
      byEntry.putIfAbsent(header.getLong(Gc64.FUNC_C_ENTRY), name);
    } else {
      long proto = header.getLong(Gc64.FUNC_PC) - vm.layout().proto().bytes();
      byProto.putIfAbsent(proto, name);
      upvalues(function, header.get(Gc64.FUNC_NUPVALUES) & 0xff, proto, depth);
    }
  }

  private void upvalues(long function, int count, long proto, int depth) {
    if (count == 0 || depth >= MAX_DEPTH) {
      return;
    }
    ByteBuffer pointers = memory.read(function + Gc64.FUNC_UPVALUES, count * Long.BYTES);
    String[] names = upvalueNames(proto, count);
    for (int i = 0; i < count && pointers.hasRemaining() && names != null; i++) {
      long where = memory.readLong(pointers.getLong(i * Long.BYTES) + Gc64.UPVALUE_V);
      String name = names[i];
      if (!name.isEmpty() && Gc64.plausible(where)) {
        long value = memory.readLong(where);
        int type = Gc64.type(value);
        if (type == Gc64.FUNCTION || type == Gc64.TABLE) {
          enqueue(value, name, depth + 1);
        }
      }
    }
  }

  private String @Nullable [] upvalueNames(long proto, int count) {
    long info = memory.readLong(proto + vm.layout().proto().uvinfo());
    if (!Gc64.plausible(info & ~7L)) {
      return null;
    }
    byte[] bytes = new byte[count * 40];
    int got = memory.read(info, bytes, bytes.length);
    String[] names = new String[count];
    int at = 0;
    for (int i = 0; i < count; i++) {
      int begin = at;
      while (at < got && bytes[at] != 0) {
        at++;
      }
      names[i] =
          at < got
              ? new String(bytes, begin, at - begin, java.nio.charset.StandardCharsets.UTF_8)
              : "";
      at++;
    }
    return names;
  }

  /** Name of the Lua function with this prototype. */
  Optional<String> ofProto(long proto) {
    return Optional.ofNullable(byProto.get(proto));
  }

  /** Name in Lua of the C function with this machine code. */
  Optional<String> ofEntry(long entry) {
    return Optional.ofNullable(byEntry.get(entry));
  }

  /** Name of the built-in function with this number. */
  Optional<String> ofFfid(int ffid) {
    return Optional.ofNullable(byFfid.get(ffid));
  }
}
