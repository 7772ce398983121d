package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Kept;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Leaks are called leaks, and what only uses memory is not. */
class LeakIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> PATHS =
      List.of("visits", "hooks", "metrics", "audit", "frames");

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenLeaksACacheAndGarbage_whenWatchedUnderLoad_thenEachGetsItsVerdict() throws Exception {
    try (NginxSample sample = NginxSample.leak().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      sample.get("/keep/catalog?n=4000");
      PATHS.forEach(name -> sample.get("/keep/" + name + "?n=200"));
      JsonNode leak;
      try (Load load = new Load(sample, 20)) {
        Outcome outcome = watch(sample, "15s").await(PATIENCE);
        leak = read(outcome).get("leak");
        assertThat(load.failures).as("every request is answered while watched").isFalse();
      }
      Map<String, Kept> truth = Kept.of(sample);

      for (String name : PATHS) {
        JsonNode found = candidate(leak, "\"shop." + name + "\"");
        assertThat(found.get("verdict").asText()).as("%s in %s", name, found).isEqualTo("leak");
        Kept kept = truth.get(name);
        assertThat(perThing(found, name))
            .as("bytes for each thing that %s keeps", name)
            .isCloseTo(kept.bytes() / kept.objects(), withinPercentage(5));
      }
      assertThat(leak.get("candidates"))
          .filteredOn(c -> c.get("path").asText().contains("shop.catalog"))
          .allMatch(c -> !c.get("verdict").asText().equals("leak"), "a full cache is no leak");
      assertThat(candidate(leak, "\"shop.visits\"").get("path").asText())
          .matches(".*upvalue seen \\(.*shop/visits\\.lua:6\\)");
      assertThat(leak.get("process_verdict").asText()).contains("Lua leak");
    }
  }

  @Test
  void givenMemoryOfTheCLibraryThatIsNeverFreed_whenWatched_thenItIsACLeak() throws Exception {
    try (NginxSample sample = NginxSample.leak().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      JsonNode leak;
      try (Running watch = watch(sample, "10m")) {
        awaitWatching(watch);
        for (int i = 0; i < 8; i++) {
          sample.get("/keep/native?n=500");
          sample.get("/collect");
        }
        awaitGrowth(sample);
        watch.signal("INT");
        leak = read(watch.await(PATIENCE)).get("leak");
      }

      assertThat(leak.get("process_verdict").asText()).contains("C leak");
      assertThat(leak.get("candidates")).noneMatch(c -> c.get("verdict").asText().equals("leak"));
    }
  }

  @Test
  void givenAReload_whenWatched_thenItGoesOnWithTheNewWorkerAndSaysSo() throws Exception {
    try (NginxSample sample = NginxSample.leak().start();
        Running watch = watch(sample, "8s")) {
      Needs.ptraceOf(sample.workers().get(0));
      awaitWatching(watch);
      sample.reload();
      JsonNode result = read(watch.await(PATIENCE));

      assertThat(result.get("notes").toString()).contains("ended at").contains("went on with");
      assertThat(result.at("/leak/snapshots").asInt()).isPositive();
    }
  }

  @Test
  void givenAWorkerThatIsKilled_whenWatched_thenWhatWasFoundIsShown() throws Exception {
    try (NginxSample sample = NginxSample.leak().start()) {
      long worker = sample.workers().get(0);
      Needs.ptraceOf(worker);
      try (Running watch = leak(worker, "10m", "--gear", "watch")) {
        awaitWatching(watch);
        ProcessHandle.of(worker).orElseThrow().destroyForcibly();
        JsonNode result = read(watch.await(PATIENCE));

        assertThat(result.at("/leak/snapshots").asInt()).isPositive();
        assertThat(result.get("notes").toString()).contains("worker " + worker + " ended at");
      }
    }
  }

  private static Running watch(NginxSample sample, String duration) {
    return leak(sample.master(), duration, "--gear", "watch");
  }

  private static Running leak(long pid, String duration, String... more) {
    List<String> words =
        new ArrayList<>(List.of("leak", "-p", Long.toString(pid), "-d", duration, "--json"));
    words.addAll(List.of(more));
    return Launcher.ofThisTree().start(words.toArray(String[]::new));
  }

  private static void awaitWatching(Running watch) {
    Await.until(PATIENCE, watch::stderrSoFar, () -> watch.stderrSoFar().contains("watching;"));
  }

  /** The points of the curve are a quarter of a second apart. */
  private static void awaitGrowth(NginxSample sample) {
    long since = System.nanoTime();
    Await.until(
        PATIENCE,
        sample::errorLog,
        () -> System.nanoTime() - since > Duration.ofMillis(600).toNanos());
  }

  private static JsonNode read(Outcome outcome) throws Exception {
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return new ObjectMapper().readTree(outcome.stdout());
  }

  private static JsonNode candidate(JsonNode leak, String path) {
    return StreamSupport.stream(leak.get("candidates").spliterator(), false)
        .filter(c -> c.get("path").asText().contains(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + path + " in " + leak.get("candidates")));
  }

  /** How many objects LuaJIT makes for each thing that the sample counts. */
  private static long perThing(JsonNode candidate, String name) {
    long objects = candidate.get("objects").asLong();
    long each = name.equals("visits") ? 3 : name.equals("hooks") ? 4 : 1;
    return candidate.get("bytes").asLong() / Math.max(1, objects / each);
  }

  /** Requests one after the other, so that every leak grows evenly. */
  private static final class Load implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean failures;

    Load(NginxSample sample, int things) {
      thread = new Thread(() -> run(sample, things), "leak-load");
      thread.start();
    }

    private void run(NginxSample sample, int things) {
      while (!over.get()) {
        for (String name : PATHS) {
          failures |= sample.get("/keep/" + name + "?n=" + things).status() != 200;
        }
        failures |= sample.get("/keep/catalog?n=" + things).status() != 200;
        failures |= sample.get("/render").status() != 200;
        failures |= sample.get("/collect").status() != 200;
        java.util.concurrent.locks.LockSupport.parkNanos(30_000_000);
      }
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
