package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.os.ProcSyscall.Arguments;
import io.ngxscope.agent.os.ProcSyscall.Blocked;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class SyscallTableTest {
  private static final IntFunction<String> WORDS = fd -> fd == 7 ? "/var/log/x" : "";

  @Test
  void theCallsOfAnEventLoopHaveTheirNames() {
    SyscallTable table = SyscallTable.x86_64();

    assertThat(table.name(0)).isEqualTo("read");
    assertThat(table.name(61)).isEqualTo("wait4");
    assertThat(table.name(232)).isEqualTo("epoll_wait");
    assertThat(table.name(281)).isEqualTo("epoll_pwait");
    assertThat(table.name(441)).isEqualTo("epoll_pwait2");
    assertThat(table.name(99999)).isEqualTo("syscall_99999");
  }

  @Test
  void descriptorsAndPathsAreKnown() {
    SyscallTable.Entry openat = SyscallTable.x86_64().find(257).orElseThrow();

    assertThat(openat.isDescriptor(0)).isTrue();
    assertThat(openat.isPath(1)).isTrue();
    assertThat(openat.isDescriptor(2)).isFalse();
    assertThat(openat.isDescriptor(5)).isFalse();
  }

  @Test
  void aCallIsShownWithWhatIsBehindItsDescriptors() {
    assertThat(SyscallText.detail(call(0, 7, 0), WORDS)).isEqualTo("7 = /var/log/x");
    assertThat(SyscallText.detail(call(40, 9, 7), WORDS)).isEqualTo("9, 7 = /var/log/x");
  }

  @Test
  void theCurrentFolderAndCallsWithoutDescriptorsShowNothing() {
    assertThat(SyscallText.detail(call(257, 0xffffff9cL, 0), WORDS)).isEmpty();
    assertThat(SyscallText.detail(call(230, 7, 0), WORDS)).isEmpty();
    assertThat(SyscallText.detail(call(99999, 7, 0), WORDS)).isEmpty();
  }

  private static Blocked call(int number, long a0, long a1) {
    return new Blocked(number, new Arguments(a0, a1, 0, 0, 0, 0), 0, 0);
  }
}
