package io.ngxscope.agent.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.probe.Check;
import io.ngxscope.agent.probe.Check.Supported;
import io.ngxscope.agent.probe.Check.Unsupported;
import io.ngxscope.agent.probe.Diagnosis;
import io.ngxscope.agent.probe.Tracer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExaminationTest {
  private static final Check NO = new Unsupported("no", "");
  private static final Check YES = new Supported("");

  @Test
  void aProgramThatIsNotInstalledIsNoFinding() {
    Examination examination =
        examination(diagnosis("stap", NO, Tracer.SYSTEMTAP), diagnosis("gdb", NO));

    assertThat(examination.findings()).isEmpty();
  }

  @Test
  void whatStandsInTheWayOfAProgramThatIsNotInstalledIsNoFinding() {
    Examination examination =
        examination(
            diagnosis("modules", NO, Tracer.SYSTEMTAP), diagnosis("stap", NO, Tracer.SYSTEMTAP));

    assertThat(examination.findings()).isEmpty();
  }

  @Test
  void whatStandsInTheWayOfAnInstalledTracerIsAFinding() {
    Diagnosis tracefs = diagnosis("tracefs", NO, Tracer.BPFTRACE);

    Examination examination = examination(tracefs, diagnosis("bpftrace", YES, Tracer.BPFTRACE));

    assertThat(examination.findings()).containsExactly(tracefs);
  }

  @Test
  void whatStandsInTheWayOfTheWatchIsAlwaysAFinding() {
    Diagnosis ptrace = diagnosis("ptrace", NO, Tracer.WATCH);

    assertThat(examination(ptrace).findings()).containsExactly(ptrace);
  }

  private static Examination examination(Diagnosis... diagnoses) {
    return new Examination(new HostInfo("", "", "", "", 1, 1), List.of(diagnoses), List.of());
  }

  private static Diagnosis diagnosis(String id, Check result, Tracer... neededBy) {
    return new Diagnosis(id, id, Optional.empty(), Set.of(neededBy), result);
  }
}
