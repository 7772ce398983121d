package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcStatusTest {
  private static final String IN_CONTAINER =
      """
      Name:\tnginx
      State:\tS (sleeping)
      Tgid:\t4711
      Pid:\t4711
      PPid:\t4700
      TracerPid:\t99
      Uid:\t33\t34\t35\t36
      Gid:\t33\t33\t33\t33
      NSpid:\t4711\t8
      VmRSS:\t    1712 kB
      Threads:\t2
      CapEff:\t000001fffeffffff
      Seccomp:\t2
      voluntary_ctxt_switches:\t1200
      nonvoluntary_ctxt_switches:\t34
      """;

  @Test
  void everyLineIsUnderstood() throws Exception {
    ProcStatus status = ProcStatus.parse(IN_CONTAINER);

    assertThat(status)
        .isEqualTo(
            new ProcStatus(
                4711, 33, 34, List.of(4711, 8), 99, 2, 2, 0x1fffeffffffL, 1712 * 1024, 1200, 34));
    assertThat(status.ownPid()).isEqualTo(8);
  }

  @Test
  void linesThatAnOldKernelDoesNotHaveMeanNone() throws Exception {
    ProcStatus status = ProcStatus.parse("Pid:\t5\nUid:\t0\t0\t0\t0\n");

    assertThat(status.namespacePids()).containsExactly(5);
    assertThat(status.seccomp()).isZero();
    assertThat(status.residentBytes()).isZero();
  }

  @Test
  void aUserThatIsNotMappedIntoTheNamespaceIsAccepted() throws Exception {
    assertThat(ProcStatus.parse("Pid:\t5\nUid:\t4294967295\t4294967295\t0\t0\n").realUid())
        .isEqualTo(-1);
  }

  @Test
  void brokenContentIsSaidToBeUnusable() {
    for (String text : new String[] {"", "Uid:\n", "Uid:\t1\n", "Uid:\ta\tb\nPid:\t1\n"}) {
      assertThatThrownBy(() -> ProcStatus.parse(text)).isInstanceOf(ProcUnusable.class);
    }
  }
}
