package io.ngxscope.agent.inspect;

import io.ngxscope.agent.code.Finding;
import io.ngxscope.agent.code.LuaJitAnchors;
import io.ngxscope.agent.inspect.Structure.Field;
import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.LuaJitLayout;
import io.ngxscope.agent.nginx.RequestLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The structures of nginx and LuaJIT, as they are in one process. */
public final class Structures {
  private Structures() {}

  /** Those of LuaJIT; the layout has verified itself on this VM. */
  public static List<Structure> luajit(LuaJitLayout layout, @Nullable LuaJitAnchors anchors) {
    String verified = layout.family() + "; verified on this VM by back references";
    return List.of(
        new Structure("lua_State", verified + decoded(anchors), state(layout.state())),
        new Structure("global_State", verified + decoded(anchors), global(layout.global())),
        new Structure("GCproto", verified, proto(layout.proto())),
        new Structure(
            "GCstr",
            verified,
            List.of(
                new Field("len", HeapLayout.STRING_LENGTH),
                new Field("(data)", HeapLayout.STRING_DATA))),
        new Structure(
            "GCtab",
            verified,
            List.of(
                new Field("array", HeapLayout.TAB_ARRAY),
                new Field("metatable", HeapLayout.METATABLE),
                new Field("node", HeapLayout.TAB_NODE),
                new Field("asize", HeapLayout.TAB_ASIZE),
                new Field("hmask", HeapLayout.TAB_HMASK))));
  }

  private static List<Field> state(LuaJitLayout.State l) {
    List<Field> state = new ArrayList<>();
    state.add(new Field("glref", l.glref()));
    state.add(new Field("base", l.base()));
    state.add(new Field("top", HeapLayout.THREAD_TOP));
    state.add(new Field("stack", l.stack()));
    state.add(new Field("cframe", l.cframe()));
    l.exdata().ifPresent(o -> state.add(new Field("exdata", o)));
    l.exdata2().ifPresent(o -> state.add(new Field("exdata2", o)));
    return state;
  }

  private static List<Field> global(LuaJitLayout.Global g) {
    return List.of(
        new Field("gc.total", g.gcTotal()),
        new Field("gc.state", g.gcState()),
        new Field("gc.root", HeapLayout.G_ROOT),
        new Field("str.tab", HeapLayout.G_STRTAB),
        new Field("str.mask", HeapLayout.G_STRMASK),
        new Field("str.num", HeapLayout.G_STRNUM),
        new Field("vmstate", g.vmstate()),
        new Field("mainthref", g.mainThread()),
        new Field("registrytv", g.registry()),
        new Field("cur_L", g.curL()),
        new Field("jit_base", g.jitBase()),
        new Field("gcroot", g.gcroot()));
  }

  private static List<Field> proto(LuaJitLayout.Proto p) {
    return List.of(
        new Field("sizebc", p.sizebc()),
        new Field("k", p.constants()),
        new Field("sizeuv", p.sizeuv()),
        new Field("chunkname", p.chunkname()),
        new Field("firstline", p.firstline()),
        new Field("numline", p.numline()),
        new Field("lineinfo", p.lineinfo()),
        new Field("uvinfo", p.uvinfo()),
        new Field("varinfo", p.varinfo()),
        new Field("(bytecode)", p.bytes()));
  }

  private static String decoded(@Nullable LuaJitAnchors anchors) {
    if (anchors == null) {
      return "";
    }
    List<String> words = new ArrayList<>();
    add("glref", anchors.glref(), words);
    add("cur_L", anchors.curL(), words);
    add("exdata", anchors.exdata(), words);
    return words.isEmpty() ? "" : "; decoded from the library's code: " + String.join(", ", words);
  }

  private static void add(String field, Finding<Long> finding, List<String> words) {
    finding.result().ifPresent(o -> words.add(field + " 0x" + Long.toHexString(o)));
  }

  /**
   * Those of nginx.
   *
   * @param layout of requests, or null without http
   * @param ctx offset of {@code ctx}, or -1
   */
  public static List<Structure> nginx(@Nullable RequestLayout layout, long ctx) {
    List<Structure> all = new ArrayList<>();
    if (layout != null) {
      List<Field> fields = new ArrayList<>();
      fields.add(new Field("signature", 0));
      fields.add(new Field("connection", 8));
      if (ctx >= 0) {
        fields.add(new Field("ctx", ctx));
      }
      fields.add(new Field("start_sec", layout.uri() - 48L));
      fields.add(new Field("start_msec", layout.uri() - 40L));
      fields.add(new Field("uri", layout.uri()));
      fields.add(new Field("unparsed_uri", layout.unparsedUri()));
      if (layout.methodName() >= 0) {
        fields.add(new Field("method_name", layout.methodName()));
      }
      all.add(
          new Structure(
              "ngx_http_request_t",
              "nginx's own table of variables in its data names the offsets; ctx decoded from"
                  + " ngx_http_lua_ffi_get_phase",
              fields));
    }
    all.add(
        new Structure(
            "ngx_connection_t",
            "checked with each use: its events point back at it",
            List.of(new Field("data", 0), new Field("read", 8), new Field("write", 16))));
    all.add(
        new Structure(
            "ngx_event_t",
            "checked with each use: its data points at its owner",
            List.of(new Field("data", 0), new Field("(flags)", 8), new Field("timer.key", 40))));
    all.add(
        new Structure(
            "ngx_str_t",
            "ngx_string.h; it has never changed",
            List.of(new Field("len", 0), new Field("data", 8))));
    return all;
  }
}
