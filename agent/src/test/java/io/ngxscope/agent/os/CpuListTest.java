package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuListTest {
  @Test
  void rangesAndSingleProcessorsAreUnderstood() throws Exception {
    assertThat(CpuList.parse("0-3,8").text()).isEqualTo("0,1,2,3,8");
  }

  @Test
  void someAreLeftUnlessNoneWouldBe() throws Exception {
    BitSet first = new BitSet();
    first.set(0);

    assertThat(CpuList.parse("0-2").without(first).text()).isEqualTo("1,2");
    assertThat(CpuList.parse("0").without(first).text()).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "3-1", "-1", "0-99999999", "1,,2"})
  void everythingElseIsRefused(String text) {
    assertThatThrownBy(() -> CpuList.parse(text)).isInstanceOf(ProcUnusable.class);
  }
}
