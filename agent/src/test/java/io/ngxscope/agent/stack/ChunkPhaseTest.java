package io.ngxscope.agent.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkPhaseTest {
  private static Phase phase(String file, int definedLine) {
    Frame lua = new Frame.Lua(null, file, definedLine, 1, Frame.LuaMode.INTERPRETED);
    return ChunkPhase.of(new Stack(List.of(new Frame.Kernel("x"), lua)));
  }

  @Test
  void inlineCodeIsNamedByItsPhase() {
    assertThat(phase("access_by_lua(nginx.conf:13)", 0)).isEqualTo(Phase.ACCESS);
    assertThat(phase("log_by_lua(nginx.conf:13)", 0)).isEqualTo(Phase.LOG);
  }

  @Test
  void aTimersCallbackIsDefinedInAnotherPhaseThanItRunsIn() {
    assertThat(phase("init_worker_by_lua(nginx.conf:6)", 1)).isEqualTo(Phase.UNKNOWN);
  }

  @Test
  void codeInFilesTellsNoPhase() {
    assertThat(phase("/srv/app/handler.lua", 0)).isEqualTo(Phase.UNKNOWN);
    assertThat(phase("odd(", 0)).isEqualTo(Phase.UNKNOWN);
  }
}
