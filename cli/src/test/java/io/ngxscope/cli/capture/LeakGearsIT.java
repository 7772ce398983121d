package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who allocates what leaks, and what dies young: by samples, and by every call. */
class LeakGearsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path folder;

  @BeforeEach
  void needsNginxAndProbes() {
    Needs.nginxWithLua();
    Needs.root();
    Needs.program("bpftrace");
  }

  @Disabled("under load the share that survives comes out too low: 0.1 to 0.6 where all survives")
  @Test
  void givenALeakAndGarbage_whenSampled_thenEachHasItsStackAndItsShareThatSurvives()
      throws Exception {
    try (NginxSample sample = NginxSample.leak().start()) {
      Path recorded = folder.resolve("leak.ngxr");
      JsonNode leak;
      try (Load load = new Load(sample)) {
        Outcome outcome =
            run(sample, "--gear", "sample", "--force-gc", "--record", recorded.toString());
        assertThat(outcome.exit()).as(outcome::describe).isZero();
        assertThat(load.failures).as("every request is answered while sampled").isFalse();
        leak = new ObjectMapper().readTree(outcome.stdout()).get("leak");
        Outcome again =
            Launcher.ofThisTree().run(PATIENCE, "report", recorded.toString(), "--json");
        assertThat(again.stdout()).as("rendered again, offline").isEqualTo(outcome.stdout());
      }

      JsonNode hooks = candidate(leak, "shop.hooks");
      assertThat(lines(hooks.get("stack"))).anyMatch(l -> l.endsWith("shop/hooks.lua:11"));
      assertThat(hooks.get("survived_share").asDouble()).as("of hooks").isGreaterThan(0.6);
      assertThat(sites(leak, "shop/render.lua"))
          .as("what dies with its request")
          .anyMatch(s -> s.get("survived_share").asDouble(1) < 0.2)
          .noneMatch(s -> s.get("verdict").asText().equals("leak"));
    }
  }

  @Test
  void givenFewAllocations_whenEveryOneIsTraced_thenAllFourCasesAndTheLinesAreThere()
      throws Exception {
    try (NginxSample sample = NginxSample.leak().start();
        Load load = new Load(sample)) {
      Outcome outcome = run(sample, "--gear", "exact", "--max-overhead", "50");
      assertThat(outcome.exit()).as(outcome::describe).isZero();
      assertThat(load.failures).isFalse();
      JsonNode result = new ObjectMapper().readTree(outcome.stdout());

      assertThat(result.get("notes").toString())
          .contains("exact probes: foretold")
          .containsPattern("allocator: [1-9][0-9,]* new");
      assertThat(sites(result.get("leak"), "shop/hooks.lua")).isNotEmpty();
      assertThat(sites(result.get("leak"), "shop/render.lua")).isNotEmpty();
    }
  }

  private static Outcome run(NginxSample sample, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("leak", "-p", Long.toString(sample.workers().get(0)), "-d", "8s", "--json"));
    words.addAll(List.of(more));
    return Launcher.ofThisTree().run(PATIENCE, words.toArray(String[]::new));
  }

  private static JsonNode candidate(JsonNode leak, String path) {
    return StreamSupport.stream(leak.get("candidates").spliterator(), false)
        .filter(c -> c.get("path").asText().contains(path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + path + " in " + leak.get("candidates")));
  }

  private static List<JsonNode> sites(JsonNode leak, String file) {
    return StreamSupport.stream(leak.get("allocations").spliterator(), false)
        .filter(s -> lines(s.get("stack")).stream().anyMatch(l -> l.contains(file)))
        .toList();
  }

  private static List<String> lines(JsonNode stack) {
    List<String> lines = new ArrayList<>();
    stack.forEach(f -> lines.add(f.get("file").asText() + ":" + f.get("line").asText()));
    return lines;
  }

  /** A little of a leak and a little of what is none, all the time. */
  private static final class Load implements AutoCloseable {
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean failures;

    Load(NginxSample sample) {
      thread = new Thread(() -> run(sample), "leak-load");
      thread.start();
    }

    private void run(NginxSample sample) {
      while (!over.get()) {
        failures |= sample.get("/keep/hooks?n=20").status() != 200;
        for (int i = 0; i < 4; i++) {
          failures |= sample.get("/render").status() != 200;
        }
        LockSupport.parkNanos(5_000_000);
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
