package io.ngxscope.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxSampleIT {
  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpu-interpreted", "cpu-compiled", "execute", "popen", "fifo", "file", "regex", "pattern",
            "sort", "json",
        "poll", "usleep", "nanosleep", "coroutine", "thread", "shop", "report", "inline", "access",
            "body-filter",
        "log", "timer"
      })
  void givenABlocker_whenItIsAsked_thenItBlocksAtLeastThatLongOnItsMarkedLine(String name)
      throws IOException {
    try (NginxSample sample = NginxSample.blocking().start()) {
      NginxSample.Answer answer = sample.get("/block/" + name + "?ms=30&secret=xyzzy");
      TruthRecord truth = sample.awaitTruth(1).get(0);

      assertThat(answer.status()).as(sample::errorLog).isEqualTo(200);
      assertThat(truth.name()).isEqualTo(name);
      assertThat(truth.durationUs()).isGreaterThanOrEqualTo(29_900);
      assertThat(sample.workers()).contains(truth.pid());
      assertThat(sample.truth()).noneMatch(record -> record.toString().contains("xyzzy"));
      if (!name.equals("inline")) {
        String line = Files.readAllLines(Path.of(truth.file())).get(truth.line() - 1);
        String declaration =
            Files.readAllLines(Path.of(truth.file())).get(truth.functionLine() - 1);
        assertThat(line).endsWith("-- BLOCKS: " + name);
        assertThat(declaration).contains("function ").contains(truth.function() + "(");
      }
    }
  }

  @Test
  void givenOneWorkerThatBlocks_whenSomebodyElseAsks_thenTheyWait() {
    try (NginxSample sample = NginxSample.blocking().start()) {
      var blocking = sample.getAsync("/block/poll?ms=300");
      Await.until(
          Duration.ofSeconds(10), sample::errorLog, () -> isInPoll(sample.workers().get(0)));

      NginxSample.Answer hello = sample.get("/hello");

      assertThat(hello.status()).isEqualTo(200);
      assertThat(blocking).succeedsWithin(Duration.ofSeconds(10));
      assertThat(sample.truth()).hasSize(1);
    }
  }

  @Test
  void givenTwoWorkers_whenReloaded_thenOnlyNewOnesServe() {
    try (NginxSample sample = NginxSample.blocking().workers(2).start()) {
      List<Long> before = sample.workers();

      sample.reload();

      assertThat(before).hasSize(2);
      assertThat(sample.workers()).hasSize(2).doesNotContainAnyElementsOf(before);
      assertThat(sample.get("/fast").body()).startsWith("fast 210");
    }
  }

  @Test
  void givenARunningSample_whenClosed_thenNoProcessAndNoFileIsLeft() {
    NginxSample sample = NginxSample.blocking().workers(2).main("timer_resolution 100ms;").start();
    long master = sample.master();
    List<Long> workers = sample.workers();

    sample.close();

    assertThat(workers).hasSize(2).noneMatch(Workers::isRunning);
    assertThat(Workers.isRunning(master)).isFalse();
    assertThat(sample.prefix()).doesNotExist();
  }

  @Test
  void givenAMasterThatWasKilled_whenClosed_thenItsOrphansGoToo() {
    NginxSample sample = NginxSample.blocking().workers(2).start();
    List<Long> workers = sample.workers();
    Signals.send(sample.master(), "KILL");

    sample.close();

    assertThat(workers).hasSize(2).noneMatch(Workers::isRunning);
  }

  @Test
  void givenWrk_whenItHasLoadedTheSample_thenItsCountsAreRead() {
    Needs.program("wrk");
    try (NginxSample sample = NginxSample.blocking().start();
        WrkLoad load = WrkLoad.start(sample.uri("/hello"), 4, Duration.ofSeconds(1))) {
      WrkLoad.Result result = load.await();

      assertThat(result.requests()).isPositive();
      assertThat(result.requestsPerSecond()).isPositive();
      assertThat(result.refused()).isZero();
      assertThat(result.broken()).isZero();
    }
  }

  private static boolean isInPoll(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/wchan")).contains("poll")
          && !Files.readString(Path.of("/proc/" + pid + "/wchan")).contains("ep_poll");
    } catch (IOException e) {
      return false;
    }
  }
}
