package io.ngxscope.agent.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Frame.LuaMode;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeShareTest {
  private static final Frame MAIN = c("main", "nginx");
  private static final Frame RESUME = c("lua_resume", "libluajit-5.1.so.2");
  private static final Frame INTERPRETER = c("LuaJIT interpreter", "[luajit]");
  private static final Frame TRACE = c("LuaJIT trace", "[jit]");
  private static final Frame LUA = new Frame.Lua("f", "a.lua", 1, 2, LuaMode.INTERPRETED);
  private static final Frame COMPILED = new Frame.Lua("f", "a.lua", 1, 2, LuaMode.COMPILED);
  private static final Frame GSUB = new Frame.Fast("string.gsub");
  private static final Frame NAMELESS = c(null, "libluajit-5.1.so.2");

  @Test
  void luaIsInterpretedOrCompiledAsItsInnermostFrameSays() {
    assertThat(of(MAIN, RESUME, INTERPRETER, LUA)).isEqualTo(TimeShare.LUA_INTERPRETED);
    assertThat(of(MAIN, RESUME, INTERPRETER, LUA, GSUB)).isEqualTo(TimeShare.LUA_INTERPRETED);
    assertThat(of(MAIN, RESUME, INTERPRETER, LUA, COMPILED)).isEqualTo(TimeShare.LUA_COMPILED);
    assertThat(of(MAIN, RESUME, TRACE)).isEqualTo(TimeShare.LUA_COMPILED);
  }

  @Test
  void whatLuaCalledIsLuaJitsOwnOrForeign() {
    assertThat(of(MAIN, RESUME, INTERPRETER, LUA, NAMELESS)).isEqualTo(TimeShare.LUAJIT_RUNTIME);
    assertThat(of(MAIN, RESUME, INTERPRETER, LUA, NAMELESS, c("memcpy", "libc.so.6")))
        .isEqualTo(TimeShare.C_FROM_LUA);
  }

  @Test
  void collectorInterningAndCompilerAreTheirOwnShares() {
    assertThat(of(MAIN, INTERPRETER, LUA, c("lj_gc_step", "libluajit-5.1.so.2"), NAMELESS))
        .isEqualTo(TimeShare.GC);
    assertThat(of(MAIN, INTERPRETER, LUA, NAMELESS, c("lj_str_new", "libluajit-5.1.so.2")))
        .isEqualTo(TimeShare.INTERNING);
    assertThat(of(MAIN, INTERPRETER, LUA, c("LuaJIT garbage collector", "[luajit]"), NAMELESS))
        .isEqualTo(TimeShare.GC);
    assertThat(of(MAIN, INTERPRETER, LUA, c("LuaJIT JIT compiler", "[luajit]"), NAMELESS))
        .isEqualTo(TimeShare.JIT_COMPILER);
    assertThat(of(MAIN, INTERPRETER, LUA, NAMELESS, INTERPRETER, c("trace_state", "lj"), NAMELESS))
        .isEqualTo(TimeShare.JIT_COMPILER);
  }

  @Test
  void whatTheyAskOfTheKernelIsTheirs() {
    Frame mprotect = new Frame.Kernel("mprotect");
    assertThat(of(MAIN, INTERPRETER, LUA, c("LuaJIT JIT compiler", "[luajit]"), mprotect))
        .isEqualTo(TimeShare.JIT_COMPILER);
    assertThat(of(MAIN, INTERPRETER, LUA, c("lj_str_new", "lj"), new Frame.Kernel("page fault")))
        .isEqualTo(TimeShare.INTERNING);
  }

  @Test
  void aFinalizerIsLuaThoughTheCollectorCalledIt() {
    assertThat(of(MAIN, INTERPRETER, LUA, c("lj_gc_step", "libluajit-5.1.so.2"), INTERPRETER, LUA))
        .isEqualTo(TimeShare.LUA_INTERPRETED);
  }

  @Test
  void withoutLuaItIsNginxOrTheKernelOrNotKnown() {
    assertThat(of(MAIN, c("ngx_http_gzip_filter", "nginx"))).isEqualTo(TimeShare.NGINX_C);
    assertThat(of(MAIN, LUA, new Frame.Kernel("write"))).isEqualTo(TimeShare.KERNEL);
    assertThat(of(MAIN, new Frame.Unknown("gone"))).isEqualTo(TimeShare.UNKNOWN);
    assertThat(TimeShare.of(Stack.EMPTY)).isEqualTo(TimeShare.UNKNOWN);
  }

  private static TimeShare of(Frame... frames) {
    return TimeShare.of(new Stack(List.of(frames)));
  }

  private static Frame c(@org.jspecify.annotations.Nullable String function, String module) {
    return new Frame.Native(function, module, 0, NameSource.EXPORTED, false);
  }
}
