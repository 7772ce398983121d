package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcSchedStatTest {
  @Test
  void threeNumbersAreRead() throws Exception {
    assertThat(ProcSchedStat.parse("6217399 47126 12\n"))
        .isEqualTo(new ProcSchedStat(6217399, 47126, 12));
  }

  @Test
  void brokenContentIsSaidToBeUnusable() {
    for (String text : new String[] {"", "1 2", "a b c", "99999999999999999999 0 0"}) {
      assertThatThrownBy(() -> ProcSchedStat.parse(text)).isInstanceOf(ProcUnusable.class);
    }
  }
}
