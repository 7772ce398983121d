package io.ngxscope.agent.gdb;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.LuaJitLayout;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.nginx.ConnectionTable;
import io.ngxscope.agent.nginx.RequestLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The Python program that gives gdb its commands: a fixed text, and numbers. */
public final class GdbExtension {
  private static final String RESOURCE = "ngxscope_gdb.py";

  private GdbExtension() {}

  /**
   * Writes it for a process.
   *
   * @param vm its Lua VM
   * @param requests layout of its requests, or null
   * @param connections layout of its connections, or null
   * @param cycle address of {@code ngx_cycle}, 0 if it is not known
   * @param carried whether it is for other processes, too: then they find addresses themselves
   */
  public static String of(
      VmAddress vm,
      @Nullable RequestLayout requests,
      @Nullable ConnectionTable connections,
      long cycle,
      boolean carried) {
    Map<String, Integer> offsets = new TreeMap<>();
    luajit(vm.layout(), offsets);
    if (requests != null) {
      offsets.put("r.uri", requests.uri());
      if (requests.methodName() >= 0) {
        offsets.put("r.method", requests.methodName());
      }
    }
    if (connections != null) {
      offsets.put("cycle.connections", connections.cycleOffset());
      offsets.put("connection.size", connections.size());
    }
    String dictionary =
        offsets.entrySet().stream()
            .map(e -> "\"" + e.getKey() + "\": 0x" + Integer.toHexString(e.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
    return text()
        .replace("@OFFSETS@", dictionary)
        .replace("@CYCLE@", carried ? "0" : "0x" + Long.toHexString(cycle))
        .replace("@VM@", carried ? "0" : "0x" + Long.toHexString(vm.mainThread()));
  }

  private static void luajit(LuaJitLayout layout, Map<String, Integer> offsets) {
    offsets.put("L.size", layout.state().bytes());
    offsets.put("L.glref", layout.state().glref());
    offsets.put("L.base", layout.state().base());
    offsets.put("L.stack", layout.state().stack());
    offsets.put("L.cframe", layout.state().cframe());
    layout.state().exdata().ifPresent(o -> offsets.put("L.exdata", o));
    offsets.put("g.total", layout.global().gcTotal());
    offsets.put("g.root", HeapLayout.G_ROOT);
    offsets.put("g.strnum", HeapLayout.G_STRNUM);
    offsets.put("g.vmstate", layout.global().vmstate());
    offsets.put("g.mainthref", layout.global().mainThread());
    offsets.put("g.cur_L", layout.global().curL());
    offsets.put("g.jit_base", layout.global().jitBase());
    offsets.put("P.size", layout.proto().bytes());
    offsets.put("P.sizebc", layout.proto().sizebc());
    offsets.put("P.chunkname", layout.proto().chunkname());
    offsets.put("P.firstline", layout.proto().firstline());
    offsets.put("P.numline", layout.proto().numline());
    offsets.put("P.lineinfo", layout.proto().lineinfo());
  }

  private static String text() {
    try (InputStream in = GdbExtension.class.getResourceAsStream(RESOURCE)) {
      return new String(
          Objects.requireNonNull(in, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
