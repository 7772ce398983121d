package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.os.ProcSyscall.Arguments;
import io.ngxscope.agent.os.ProcSyscall.Blocked;
import io.ngxscope.agent.os.ProcSyscall.NotInSyscall;
import io.ngxscope.agent.os.ProcSyscall.Running;
import org.junit.jupiter.api.Test;

class ProcSyscallTest {
  @Test
  void aBlockedCallHasNumberArgumentsAndRegisters() throws Exception {
    ProcSyscall call =
        ProcSyscall.parse(
            "232 0x8 0x55d0 0x200 0xffffffffffffffff 0x0 0x7 0x7ffdcaa36418 0x7f0faf4f92ad\n");

    assertThat(call)
        .isEqualTo(
            new Blocked(
                232, new Arguments(8, 0x55d0, 0x200, -1, 0, 7), 0x7ffdcaa36418L, 0x7f0faf4f92adL));
  }

  @Test
  void aRunningProcessShowsNoRegisters() throws Exception {
    assertThat(ProcSyscall.parse("running\n")).isEqualTo(new Running());
  }

  @Test
  void aPageFaultIsNoSystemCall() throws Exception {
    assertThat(ProcSyscall.parse("-1 0x7ffd10 0x7f0f20\n"))
        .isEqualTo(new NotInSyscall(0x7ffd10, 0x7f0f20));
  }

  @Test
  void brokenContentIsSaidToBeUnusable() {
    for (String text : new String[] {"", "-1", "0 0x1", "0 1 2 3 4 5 6 7 8", "x 0x1 0x2"}) {
      assertThatThrownBy(() -> ProcSyscall.parse(text)).isInstanceOf(ProcUnusable.class);
    }
  }

  @Test
  void anOpenFileTellsTheSameAsAFreshOne() throws Exception {
    var self = new io.ngxscope.agent.model.Pid((int) ProcessHandle.current().pid());
    try (ProcFile file = ProcFile.open(self, "schedstat", 128)) {
      ProcSchedStat first = ProcSchedStat.parse(file.read());
      ProcSchedStat second = ProcSchedStat.parse(file.read());

      assertThat(second.runNanos()).isGreaterThanOrEqualTo(first.runNanos());
    }
  }
}
