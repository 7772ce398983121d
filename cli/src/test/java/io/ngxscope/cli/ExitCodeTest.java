package io.ngxscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.DiagnosticException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void everyKindOfFailureHasAStatusOfItsOwn() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (Class<?> kind : DiagnosticException.class.getPermittedSubclasses()) {
      Object failure = kind.getConstructor(String.class, String.class).newInstance("what", "how");
      statuses.add(ExitCode.of((DiagnosticException) failure));
    }

    assertThat(statuses).doesNotHaveDuplicates().doesNotContain(ExitCode.DONE, 1, ExitCode.BUG);
  }

  @Test
  void theStatusesAreThoseOfTheManual() {
    assertThat(ExitCode.of(new DiagnosticException.Usage("", ""))).isEqualTo(2);
    assertThat(ExitCode.of(new DiagnosticException.NoTarget("", ""))).isEqualTo(3);
    assertThat(ExitCode.of(new DiagnosticException.NoPermission("", ""))).isEqualTo(4);
    assertThat(ExitCode.of(new DiagnosticException.MissingTool("", ""))).isEqualTo(5);
    assertThat(ExitCode.of(new DiagnosticException.Unsupported("", ""))).isEqualTo(6);
    assertThat(ExitCode.of(new DiagnosticException.ProbeFailed("", ""))).isEqualTo(7);
    assertThat(ExitCode.of(new DiagnosticException.BadRecording("", ""))).isEqualTo(8);
    assertThat(ExitCode.of(new DiagnosticException.TooCostly("", ""))).isEqualTo(9);
  }
}
