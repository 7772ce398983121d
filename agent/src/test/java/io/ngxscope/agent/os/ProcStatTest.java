package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import org.junit.jupiter.api.Test;

class ProcStatTest {
  private static final String REST =
      " S 10994 10995 4229 0 -1 4194304 99 0 0 0 31 7 0 0 20 0 5 0 139767 3133440 358"
          + " 18446744073709551615 93843606753280 93843606773161 140736410010144 0 0 0 0 0 0 0 0 0 17"
          + " 1 0 0 0 0 0 93843606789168 93843606790784 93844511281152 140736410012384 140736410012404"
          + " 140736410012404 140736410013675 0\n";

  @Test
  void everyFieldIsReadFromItsPlace() throws Exception {
    ProcStat stat = ProcStat.parse("11028 (nginx)" + REST);

    assertThat(stat)
        .isEqualTo(
            new ProcStat(
                new Pid(11028),
                "nginx",
                'S',
                10994,
                10995,
                4194304,
                31,
                7,
                5,
                139767,
                3133440,
                358,
                140736410010144L,
                140736410012404L - 140736410012384L + 1271,
                1));
    assertThat(stat.key()).isEqualTo(new ProcessKey(new Pid(11028), 139767));
    assertThat(stat.cpuTicks()).isEqualTo(38);
    assertThat(stat.isZombie()).isFalse();
    assertThat(stat.isKernelThread()).isFalse();
  }

  @Test
  void aNameMayHoldSpacesParenthesesAndNewlines() throws Exception {
    ProcStat stat = ProcStat.parse("7 (a) R 1 (b)\n)" + REST);

    assertThat(stat.command()).isEqualTo("a) R 1 (b)\n");
    assertThat(stat.state()).isEqualTo('S');
  }

  @Test
  void aKernelThreadIsKnownByItsFlag() throws Exception {
    String flagged = REST.replace("4194304", "2129984");

    assertThat(ProcStat.parse("2 (kthreadd)" + flagged).isKernelThread()).isTrue();
  }

  @Test
  void brokenContentIsSaidToBeUnusable() {
    for (String text : new String[] {"", "1", "1 (x", "1 (x)", "1 (x) S 1 2", "x (y)" + REST}) {
      assertThatThrownBy(() -> ProcStat.parse(text)).isInstanceOf(ProcUnusable.class);
    }
  }

  @Test
  void thisVeryProcessCanBeRead() throws Exception {
    Pid self = new Pid((int) ProcessHandle.current().pid());

    ProcStat stat = ProcStat.read(self);

    assertThat(stat.pid()).isEqualTo(self);
    assertThat(stat.threads()).isPositive();
    assertThat(stat.startTicks()).isPositive();
  }

  @Test
  void aProcessThatDoesNotExistIsSaidNotToExist() {
    // Above PID_MAX_LIMIT: no process can have it.
    assertThatThrownBy(() -> ProcStat.read(new Pid(99_999_999))).isInstanceOf(NoSuchProcess.class);
  }
}
