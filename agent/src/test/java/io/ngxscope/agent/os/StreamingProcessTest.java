package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.os.jna.ProcessGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamingProcessTest {
  private static final long PATIENCE_MILLIS = 30_000;
  private final Kept kept = new Kept();

  @Test
  void inputIsGivenAndBothStreamsAreTaken() throws Exception {
    StreamingProcess process = start("one\ntwo\n", "sh", "-c", "cat; echo bad >&2; exit 3");

    assertThat(process.await(PATIENCE_MILLIS)).isTrue();
    assertThat(kept.out.toString()).isEqualTo("one\ntwo\n");
    assertThat(kept.err.toString()).isEqualTo("bad\n");
    assertThat(process.exit()).isEqualTo(3);
    assertThat(process.isRunning()).isFalse();
  }

  @Test
  void aSignalToItsGroupReachesWhatItHasStarted() throws Exception {
    StreamingProcess process = start("", "setsid", "sh", "-c", "sleep 1000; echo not here");

    while (!ProcessGroup.signal(process.pid(), ProcessGroup.SIGTERM)) {
      Thread.onSpinWait(); // it does not lead a group before setsid(1) has run
    }

    assertThat(process.await(PATIENCE_MILLIS)).isTrue();
    assertThat(kept.out.toString()).isEmpty();
  }

  @Test
  void aProgramThatIsNotThereIsSaid() {
    assertThatThrownBy(() -> start("", "ngxscope-no-such-program"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ngxscope-no-such-program");
  }

  @Test
  void nobodySignalsOurOwnGroupOrEverybody() {
    assertThatThrownBy(() -> ProcessGroup.signal(1, ProcessGroup.SIGTERM))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProcessGroup.signal(0, ProcessGroup.SIGTERM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private StreamingProcess start(String input, String... command)
      throws IOException, InterruptedException {
    return StreamingProcess.start(List.of(command), Map.of(), input, kept);
  }

  private static final class Kept implements StreamingProcess.Output {
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();

    @Override
    public void stdout(byte[] bytes, int count) {
      out.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
    }

    @Override
    public void stderr(byte[] bytes, int count) {
      err.append(new String(bytes, 0, count, StandardCharsets.UTF_8));
    }
  }
}
