package io.ngxscope.agent.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ngxscope.agent.code.SiteCost;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Probes of scripts, priced by the code of the installed LuaJIT. */
class ScriptProbesIT {
  private static final String LUAJIT = "/usr/lib/x86_64-linux-gnu/libluajit-5.1.so.2";

  private final ScriptProbes probes = new ScriptProbes();

  @BeforeEach
  void needsLuaJit() {
    assumeTrue(Files.exists(Path.of(LUAJIT)), LUAJIT + " is not installed");
  }

  @Test
  void givenProbesInAnyForm_thenAllAreFoundAndThoseInTextAndCommentsAreNot() {
    String script =
        "// uprobe:/nonexistent:0x1\nBEGIN { printf(\"u:/nonexistent:0x1 { //\"); }\n"
            + "uprobe:%s:lua_pushlstring,\nu:%s:lua_resume { @++; }uprobe:%s:lua_error{@++}\n";

    assertThat(probes.in(script.formatted(LUAJIT, LUAJIT, LUAJIT))).hasSize(3);
    assertThat(probes.in("profile:hz:99 { @++; }")).isEmpty();
  }

  @Test
  void givenAnEntryThatPushes_thenItIsCheap() {
    assertThat(probes.in("uprobe:" + LUAJIT + ":lua_resume { }"))
        .singleElement()
        .satisfies(p -> assertThat(p.cost()).isEqualTo(SiteCost.EMULATED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uretprobe:%s:lua_error { }",
        "ur:%s:lua_pushlstring { }",
        "uprobe:%s:0x7 { }",
        "uprobe:%s:lua_* { }",
        "uprobe:%s:no_such_function { }",
        "uprobe:/no/such/file:main { }",
        "uprobe:libluajit:lua_error { }"
      })
  void givenAProbeThatCouldHarmOrWhosePriceIsUnknown_thenItIsRefused(String script) {
    assertThatThrownBy(() -> probes.in(script.formatted(LUAJIT))).isInstanceOf(Unsupported.class);
  }

  @Test
  void givenAnAddressInsideAnInstruction_thenItIsRefused() {
    long entry = probes.in("uprobe:" + LUAJIT + ":lua_newstate { }").get(0).address();
    // it begins with a push of an extended register or with something longer
    String inside = "uprobe:" + LUAJIT + ":0x" + Long.toHexString(entry + 1) + " { }";

    assertThatThrownBy(() -> probes.in(inside))
        .isInstanceOf(Unsupported.class)
        .hasMessageContaining("begins no instruction");
  }
}
