package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An nginx without Lua blocks too: C frames and system calls name the cause. */
class WithoutLuaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void givenAnAccessLogThatNobodyReads_whenTheWorkerBlocks_thenTheCallAndItsPipeAreNamed()
      throws Exception {
    Needs.nginxWithLua(); // for the path of nginx alone
    Needs.program("mkfifo");
    try (PlainNginx nginx = PlainNginx.start(NginxSample.nginx(), folder)) {
      long worker = nginx.worker();
      Needs.ptraceOf(worker);
      try (Capture capture = Capture.start(nginx.master())) {
        capture.awaitWatching(List.of(worker));
        var answers = nginx.fillThePipe();
        long since = System.nanoTime();
        Await.until(PATIENCE, () -> "time", () -> System.nanoTime() - since > 200_000_000);
        nginx.readThePipe();
        assertThat(answers).succeedsWithin(PATIENCE);

        CaptureResult result = capture.interrupt();

        assertThat(result.blocks())
            .as(result::describe)
            .singleElement()
            .satisfies(block -> isTheWrite(block, worker));
        assertThat(result.json().at("/quality/notes").toString()).contains("no Lua VM");
        assertThat(result.json().toString()).doesNotContain("secret");
      }
    }
  }

  private void isTheWrite(FoundBlock block, long worker) {
    assertThat(block.pid()).isEqualTo(worker);
    assertThat(block.durationMs()).isGreaterThan(200);
    assertThat(block.offCpuMs()).isGreaterThan(block.onCpuMs());
    assertThat(block.syscalls().get(0).name()).isEqualTo("write");
    assertThat(block.syscalls().get(0).detail()).contains(folder.resolve("logs/pipe").toString());
    assertThat(block.heaviest().kind()).isEqualTo("off-cpu");
    assertThat(block.heaviest().hasFunction("c", "main")).isTrue();
    assertThat(block.heaviest().hasFunction("c", "ngx_process_events_and_timers")).isTrue();
    assertThat(block.heaviest().hasFunction("kernel", "write")).isTrue();
    assertThat(block.heaviest().lua()).isEmpty();
    assertThat(block.uri()).isIn("/page", null);
  }
}
