package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The functions of ngx_lua's interface by their own names, wherever a program keeps them as well:
 * those of the table {@code ngx}, those of {@code coroutine} with the originals that ngx_lua puts
 * aside, and the methods of sockets, whose metatables lie in the registry.
 */
public final class ApiFunctions {
  private static final int MAX_NAME = 60;
  private static final int MAX_DEPTH = 2;

  private final LuaVm vm;
  private final RemoteMemory memory;
  private final Map<Long, String> byEntry = new HashMap<>();
  private final Map<Integer, String> byFfid = new HashMap<>();

  private ApiFunctions(LuaVm vm) {
    this.vm = vm;
    this.memory = vm.memory();
  }

  /** Reads the tables of a VM. */
  public static ApiFunctions of(LuaVm vm) {
    ApiFunctions functions = new ApiFunctions(vm);
    long loaded = functions.get(vm.registry(), "_LOADED");
    functions.collect(functions.get(loaded, "ngx"), "ngx", 0);
    functions.collect(functions.get(functions.get(loaded, "_G"), "coroutine"), "coroutine", 0);
    functions.sockets();
    return functions;
  }

  /** The name of a function, such as {@code ngx.sleep}; empty if it is none of these. */
  public Optional<String> name(RawFrame frame) {
    if (frame instanceof RawFrame.CFunction c) {
      return Optional.ofNullable(byEntry.get(c.entry()));
    }
    return frame instanceof RawFrame.FastFunction f
        ? Optional.ofNullable(byFfid.get(f.ffid()))
        : Optional.empty();
  }

  /** All of them that are C functions: names by the address of their machine code. */
  public Map<Long, String> entries() {
    return Map.copyOf(byEntry);
  }

  /** The table under a key, or 0. */
  private long get(long table, String key) {
    long value = table == 0 ? 0 : Tables.get(memory, table, key);
    return Gc64.type(value) == Gc64.TABLE ? Gc64.pointer(value) : 0;
  }

  private void collect(long table, String name, int depth) {
    if (table == 0) {
      return;
    }
    Tables.hash(
        memory,
        table,
        (key, value) -> {
          Optional<String> word =
              Gc64.type(key) == Gc64.STRING
                  ? Strings.read(memory, Gc64.pointer(key), MAX_NAME)
                  : Optional.empty();
          if (word.isPresent() && Gc64.type(value) == Gc64.FUNCTION) {
            add(Gc64.pointer(value), name + "." + word.get());
          } else if (word.isPresent()
              && Gc64.type(value) == Gc64.TABLE
              && Gc64.pointer(value) != table
              && depth < MAX_DEPTH) {
            collect(Gc64.pointer(value), name + "." + word.get(), depth + 1);
          }
        });
  }

  private void add(long function, String name) {
    ByteBuffer header = memory.read(function, Gc64.FUNC_HEADER_BYTES);
    if (header.hasRemaining() && header.get(Gc64.GCT) == Gc64.FUNCTION) {
      int ffid = header.get(Gc64.FUNC_FFID) & 0xff;
      if (ffid == 1) {
        byEntry.putIfAbsent(header.getLong(Gc64.FUNC_C_ENTRY), name);
      } else if (ffid > 1) {
        byFfid.putIfAbsent(ffid, name);
      }
    }
  }

  /** ngx_lua keeps the metatables of its sockets under addresses of variables of its own. */
  private void sockets() {
    Tables.hash(
        memory,
        vm.registry(),
        (key, value) -> {
          if (HeapLayout.isLightUserdata(key) && Gc64.type(value) == Gc64.TABLE) {
            String kind = kind(Gc64.pointer(value));
            if (!kind.isEmpty()) {
              collect(Gc64.pointer(value), kind, MAX_DEPTH);
            }
          }
        });
  }

  private String kind(long table) {
    Set<String> keys = new HashSet<>();
    Tables.hash(
        memory,
        table,
        (key, value) -> {
          if (Gc64.type(key) == Gc64.STRING && Gc64.type(value) == Gc64.FUNCTION) {
            Strings.read(memory, Gc64.pointer(key), MAX_NAME).ifPresent(keys::add);
          }
        });
    if (keys.contains("setpeername")) {
      return "udpsock";
    }
    if (keys.contains("setkeepalive") && keys.contains("connect")) {
      return "tcpsock";
    }
    return keys.contains("receive") && keys.contains("settimeout") ? "reqsock" : "";
  }
}
