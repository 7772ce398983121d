package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * The roots by their names, those that tell most first: loaded modules, then globals, then what C
 * code keeps in the registry, then stacks.
 */
final class Seeds {
  private static final int MAX_ENTRIES = 1 << 20;
  private static final String CODE_CACHE = "code_cache_key";

  /**
   * What ngx_lua keeps in the registry, by the names of the variables whose addresses are the keys
   * ({@code ngx_http_lua_util.c} of lua-nginx-module), the prefix left out.
   */
  private static final Map<String, String> NGX_LUA =
      Map.of(
          CODE_CACHE,
          "ngx_lua code cache",
          "coroutines_key",
          "ngx_lua running coroutines",
          "ctx_tables_key",
          "ngx.ctx tables",
          "socket_pool_key",
          "ngx_lua connection pools",
          "regex_cache_key",
          "ngx_lua regex cache",
          "headers_metatable_key",
          "ngx_lua header metatable");

  private final HeapCopy.Reader heap;
  private final HeapRoots roots;
  private final Names names;
  private final LongFunction<String> symbols;

  Seeds(HeapCopy.Reader heap, HeapRoots roots, Names names, LongFunction<String> symbols) {
    this.heap = heap;
    this.roots = roots;
    this.names = names;
    this.symbols = symbols;
  }

  /** Takes a root. */
  interface Sink {
    void root(String label, long target);
  }

  private interface Entries {
    void entry(long key, long value);
  }

  void give(Sink sink) {
    long registry = HeapLayout.pointer(roots.registry());
    modules(registry, sink);
    sink.root("registry", registry);
    entries(registry, (key, value) -> registryEntry(key, value, sink));
    elements(registry, value -> sink.root("registry references", value));
    RootSet.ctypeTables(roots, heap).forEach(table -> sink.root("FFI finalizers and types", table));
    for (long root : roots.gcroots()) {
      if (RootSet.isObject(root, heap)) {
        sink.root("VM (metatables of types, names)", root);
      }
    }
    sink.root("main thread", roots.vm().mainThread());
    RootSet.finalizable(roots, heap).forEach(o -> sink.root("waiting for finalizers", o));
  }

  private void modules(long registry, Sink sink) {
    entries(
        registry,
        (key, value) -> {
          if (isText(key, "_LOADED") && HeapLayout.type(value) == HeapLayout.TABLE) {
            loaded(HeapLayout.pointer(value), sink);
          }
        });
  }

  private void loaded(long loaded, Sink sink) {
    entries(
        loaded,
        (key, value) -> {
          if (HeapLayout.type(key) == HeapLayout.STRING && !isText(key, "_G")) {
            String name = HeapText.read(heap, HeapLayout.pointer(key), 120);
            sink.root("package.loaded" + Names.quoted(name), HeapLayout.pointer(value));
          }
        });
    entries(
        loaded,
        (key, value) -> {
          if (isText(key, "_G")) {
            sink.root("_G", HeapLayout.pointer(value));
          }
        });
    sink.root("package.loaded", loaded);
  }

  private void registryEntry(long key, long value, Sink sink) {
    long target = HeapLayout.pointer(value);
    if (HeapLayout.type(key) == HeapLayout.STRING) {
      sink.root("registry" + names.key(HeapLayout.pointer(key)), target);
    } else if (HeapLayout.isLightUserdata(key)) {
      lightUserdata(key, target, sink);
    } else {
      sink.root("registry references", target);
    }
  }

  private void lightUserdata(long key, long target, Sink sink) {
    String symbol = symbols.apply(lightPointer(key));
    String variable = symbol.replaceFirst("^ngx_(http|stream)_lua_", "");
    String label = NGX_LUA.get(variable);
    if (variable.equals(CODE_CACHE) && heap.u8(target + HeapLayout.GCT) == HeapLayout.TABLE) {
      entries(
          target,
          (name, code) -> {
            if (HeapLayout.type(code) == HeapLayout.FUNCTION) {
              long function = HeapLayout.pointer(code);
              sink.root("ngx_lua code " + names.function(function), function);
            }
          });
    }
    if (label != null) {
      sink.root(label, target);
    } else {
      sink.root(symbol.isEmpty() ? "registry (by address)" : "registry[" + symbol + "]", target);
    }
  }

  /** {@code lightudV}: the upper bits of the pointer are in a table of segments. */
  private long lightPointer(long value) {
    int segment = (int) (value >>> 39) & 0xff;
    long upper = heap.i32(roots.lightSegments() + (long) segment * Integer.BYTES) & 0xffff_ffffL;
    return upper << 32 | (value & (1L << 39) - 1);
  }

  private boolean isText(long key, String text) {
    return HeapLayout.type(key) == HeapLayout.STRING
        && HeapText.read(heap, HeapLayout.pointer(key), text.length() + 1).equals(text);
  }

  /** Entries of the hash part whose values are objects. */
  private void entries(long table, Entries sink) {
    int mask = heap.i32(table + HeapLayout.TAB_HMASK);
    long nodes = heap.u64(table + HeapLayout.TAB_NODE);
    for (int i = 0; i <= mask && i < MAX_ENTRIES; i++) {
      long node = nodes + (long) i * HeapLayout.NODE_BYTES;
      long value = heap.u64(node);
      if (HeapLayout.type(value) >= 0) {
        sink.entry(heap.u64(node + HeapLayout.NODE_KEY), value);
      }
    }
  }

  private void elements(long table, java.util.function.LongConsumer sink) {
    int size = heap.i32(table + HeapLayout.TAB_ASIZE);
    long array = heap.u64(table + HeapLayout.TAB_ARRAY);
    for (int i = 0; i < size && i < MAX_ENTRIES; i++) {
      long value = heap.u64(array + (long) i * Long.BYTES);
      if (HeapLayout.type(value) >= 0) {
        sink.accept(HeapLayout.pointer(value));
      }
    }
  }
}
