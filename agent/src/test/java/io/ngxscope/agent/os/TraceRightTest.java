package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.Pid;
import org.junit.jupiter.api.Test;

class TraceRightTest {
  private static final Pid PID = new Pid(7);
  private static final Capabilities NOBODY = new Capabilities(0, 1000);
  private static final Capabilities TRACER = new Capabilities(1L << 19, 0);

  @Test
  void anotherUsersProcessNamesBothUsers() {
    NoPermission refusal = TraceRight.explain(PID, NOBODY, 33, 0);

    assertThat(refusal).hasMessageContaining("user 33, you are 1000");
    assertThat(refusal.advice()).contains("sudo").contains("CAP_SYS_PTRACE");
  }

  @Test
  void yamaIsNamedWhereItForbidsOwnProcesses() {
    NoPermission refusal = TraceRight.explain(PID, NOBODY, 1000, 1);

    assertThat(refusal).hasMessageContaining("kernel.yama.ptrace_scope=1");
    assertThat(refusal.advice()).contains("kernel.yama.ptrace_scope=0");
  }

  @Test
  void aProtectedProcessOfTheSameUserIsExplained() {
    assertThat(TraceRight.explain(PID, NOBODY, 1000, 0)).hasMessageContaining("changed its user");
  }

  @Test
  void withTheCapabilitySomethingElseIsInTheWay() {
    assertThat(TraceRight.explain(PID, TRACER, 0, 3).advice()).contains("ptrace_scope is 3");
    assertThat(TraceRight.explain(PID, TRACER, 0, 0).advice()).contains("seccomp");
  }

  @Test
  void capabilitiesAreBitsOfTheMask() {
    assertThat(TRACER.has(Capabilities.Capability.CAP_SYS_PTRACE)).isTrue();
    assertThat(TRACER.has(Capabilities.Capability.CAP_BPF)).isFalse();
    assertThat(TRACER.isRoot()).isTrue();
    assertThat(NOBODY.isRoot()).isFalse();
  }
}
