package io.ngxscope.agent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ngxscope.agent.os.ElfFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Code analysis of the installed, stripped LuaJIT and Lua module. */
class AnchorsIT {
  private static final Path LUAJIT = Path.of("/usr/lib/x86_64-linux-gnu/libluajit-5.1.so.2");
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_http_lua_module.so");

  @Test
  void aStrippedLuaJitTellsItsInnerFunctions() throws Exception {
    ElfFile elf = open(LUAJIT);
    LuaJitAnchors anchors = LuaJitAnchors.analyze(elf);

    assertThat(anchors.gcStep().result()).as(anchors.gcStep().toString()).isPresent();
    assertThat(anchors.strNew().result()).as(anchors.strNew().toString()).isPresent();
    assertThat(anchors.traceState().result()).as(anchors.traceState().toString()).isPresent();
    assertThat(anchors.tabNew().result()).as(anchors.tabNew().toString()).isPresent();
    assertThat(anchors.names().keySet()).allMatch(elf.ehFrame()::isFunctionStart).hasSize(4);
    assertThat(anchors.interpreter().result().orElseThrow().size()).isBetween(8_000L, 64_000L);
  }

  @Test
  void itsFieldsAreThoseOfTheKnownLayouts() throws Exception {
    LuaJitAnchors anchors = LuaJitAnchors.analyze(open(LUAJIT));

    assertThat(anchors.glref().result()).contains(0x10L);
    assertThat(anchors.panic().result()).contains(0x160L);
    assertThat(anchors.curL().result()).contains(0x170L);
    assertThat(anchors.jitBase().result()).contains(0x178L);
    if (open(LUAJIT).exportedSymbols().find("lua_getexdata") != null) {
      assertThat(anchors.exdata().result()).contains(0x60L);
      assertThat(anchors.exdata2().result()).contains(0x68L);
    }
  }

  @Test
  void theLuaModuleTellsWhereAPhaseIsKept() throws Exception {
    NgxLuaAnchors.PhaseField field = NgxLuaAnchors.phase(open(MODULE)).result().orElseThrow();

    assertThat(field.requestCtx()).isEqualTo(0x10);
    assertThat(field.context()).isPositive();
    assertThat(field.contextBytes()).isBetween(1, 4);
  }

  @Test
  void anotherLibraryTellsNothingButTheReason() throws Exception {
    LuaJitAnchors anchors =
        LuaJitAnchors.analyze(open(Path.of("/usr/lib/x86_64-linux-gnu/libc.so.6")));

    assertThat(anchors.gcStep()).isInstanceOf(Finding.NotFound.class);
    assertThat(anchors.interpreter()).isInstanceOf(Finding.NotFound.class);
    assertThat(anchors.traceState()).isInstanceOf(Finding.NotFound.class);
    assertThat(anchors.jitBase()).isInstanceOf(Finding.NotFound.class);
    assertThat(anchors.names()).isEmpty();
  }

  static ElfFile luajit() throws Exception {
    return open(LUAJIT);
  }

  private static ElfFile open(Path file) throws Exception {
    assumeTrue(Files.exists(file), file + " is not installed");
    return ElfFile.read(file.toRealPath());
  }
}
