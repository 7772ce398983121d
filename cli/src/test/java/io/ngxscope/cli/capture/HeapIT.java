package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.samples.Kept;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sample keeps is what the heap is found to hold, and where. */
class HeapIT {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** For each thing that the sample keeps how the path to it begins. */
  private static final Map<String, String> PATHS =
      Map.of(
          "visits", "package.loaded[\"shop.visits\"].count upvalue seen (",
          "hooks", "package.loaded[\"shop.hooks\"].handlers",
          "metrics", "package.loaded[\"shop.metrics\"].observe upvalue counters (",
          "catalog", "package.loaded[\"shop.catalog\"].product upvalue products (",
          "audit", "package.loaded[\"shop.audit\"].record upvalue lines (",
          "frames", "package.loaded[\"shop.frames\"].decoded");

  @TempDir private Path folder;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenThingsThatAreKept_whenTheHeapIsLookedAt_thenEachHasItsPathAndItsBytes()
      throws Exception {
    try (NginxSample sample = NginxSample.leak().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      for (String name : PATHS.keySet()) {
        sample.get("/keep/" + name + "?n=3000");
      }
      Map<String, Kept> truth = Kept.of(sample);
      Path page = folder.resolve("heap.html");
      JsonNode heap = heap(sample, "--pause", "--max-pause", "10s", "-o", page.toString());

      for (Map.Entry<String, String> path : PATHS.entrySet()) {
        assertThat(retained(heap, path.getValue()))
            .as("bytes held by %s", path.getKey())
            .isCloseTo(truth.get(path.getKey()).bytes(), withinPercentage(5));
      }
      assertThat(heap.get("object_bytes").asLong())
          .as("what is found is what LuaJIT has counted")
          .isCloseTo(heap.get("total_bytes").asLong(), withinPercentage(5));
      assertThat(named(heap.get("by_proto"), "shop/hooks.lua:8").get("objects").asLong())
          .as("closures of the leaking definition")
          .isEqualTo(truth.get("hooks").objects());
      assertThat(named(heap.get("by_ctype"), "shop_frame").get("objects").asLong())
          .isEqualTo(truth.get("frames").objects());
      assertThat(named(heap.get("shared_memory"), "quota").get("owner").asText())
          .isEqualTo("ngx.shared");
      assertThat(Files.readString(page)).contains("shop.frames").doesNotContain("<script");
    }
  }

  @Test
  void givenAHeapLargerThanAllowed_whenLookedAt_thenItSaysSoAndHowToAllowMore() {
    try (NginxSample sample = NginxSample.leak().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      sample.get("/fill?mb=8");
      Outcome outcome =
          Launcher.ofThisTree().run(PATIENCE, "heap", "-p", worker(sample), "--max-memory", "4m");

      assertThat(outcome.exit()).isEqualTo(6);
      assertThat(outcome.stderr()).contains("MiB may be copied").contains("--max-memory");
      assertThat(sample.get("/hello").status()).isEqualTo(200);
    }
  }

  @Test
  void givenAStopLongerThanAllowed_whenPaused_thenItIsRefusedBeforeItHappens() {
    try (NginxSample sample = NginxSample.leak().start()) {
      Needs.ptraceOf(sample.workers().get(0));
      Outcome outcome =
          Launcher.ofThisTree()
              .run(PATIENCE, "heap", "-p", worker(sample), "--pause", "--max-pause", "1us");

      assertThat(outcome.exit()).isEqualTo(6);
      assertThat(outcome.stderr()).contains("would stand still for about").contains("--max-pause");
    }
  }

  private static JsonNode heap(NginxSample sample, String... more) throws Exception {
    List<String> words = new java.util.ArrayList<>(List.of("heap", "-p", worker(sample), "--json"));
    words.addAll(List.of(more));
    Outcome outcome = Launcher.ofThisTree().run(PATIENCE, words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return new ObjectMapper().readTree(outcome.stdout()).get("heap");
  }

  private static String worker(NginxSample sample) {
    return Long.toString(sample.workers().get(0));
  }

  private static long retained(JsonNode heap, String path) {
    return StreamSupport.stream(heap.get("retained").spliterator(), false)
        .filter(row -> row.get("path").asText().startsWith(path))
        .mapToLong(row -> row.get("retained_bytes").asLong())
        .max()
        .orElse(0);
  }

  private static JsonNode named(JsonNode rows, String end) {
    return StreamSupport.stream(rows.spliterator(), false)
        .filter(row -> row.get("name").asText().endsWith(end))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + end + " in " + rows));
  }
}
