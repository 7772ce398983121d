package io.ngxscope.agent.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTitleTest {
  @Test
  void fullTitlesAreUnderstood() {
    assertThat(of("nginx: master process nginx -g daemon off;")).isEqualTo(ProcessTitle.MASTER);
    assertThat(of("nginx: worker process")).isEqualTo(ProcessTitle.WORKER);
    assertThat(of("nginx: worker process is shutting down")).isEqualTo(ProcessTitle.SHUTTING_DOWN);
    assertThat(of("nginx: cache loader process")).isEqualTo(ProcessTitle.HELPER);
    assertThat(of("nginx: privileged agent process")).isEqualTo(ProcessTitle.HELPER);
  }

  @Test
  void titlesThatAreCutShortAreUnderstoodAsFarAsTheyGo() {
    assertThat(of("nginx: mas")).isEqualTo(ProcessTitle.MASTER);
    assertThat(of("nginx: w")).isEqualTo(ProcessTitle.WORKER);
    assertThat(of("nginx:")).isEqualTo(ProcessTitle.CUT);
    assertThat(of("nginx")).isEqualTo(ProcessTitle.CUT);
  }

  @Test
  void commandLinesAreNoTitles() {
    assertThat(of()).isEqualTo(ProcessTitle.NONE);
    assertThat(of("nginx", "-c", "x")).isEqualTo(ProcessTitle.NONE);
    assertThat(of("vim", "nginx: worker process")).isEqualTo(ProcessTitle.NONE);
    assertThat(of("/usr/sbin/nginx")).isEqualTo(ProcessTitle.NONE);
  }

  private static ProcessTitle of(String... arguments) {
    return ProcessTitle.of(List.of(arguments));
  }
}
