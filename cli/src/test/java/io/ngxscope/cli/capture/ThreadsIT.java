package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Launcher;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code ngxscope bt --threads}: what nginx's thread pool does. */
class ThreadsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenWorkInTheThreadPool_whenItsThreadsAreShown_thenTheOneThatWorksHasItsOwnLua()
      throws Exception {
    try (NginxSample sample = NginxSample.of("worker-thread").start()) {
      long worker = sample.workers().get(0);
      Needs.ptraceOf(worker);
      sample.getAsync("/cured/execute?ms=9000");
      Await.until(PATIENCE, sample::errorLog, () -> aThreadWaitsForAChild(worker));

      Outcome outcome =
          Launcher.ofThisTree()
              .run(PATIENCE, "bt", "-p", Long.toString(worker), "--threads", "--json");

      assertThat(outcome.exit()).as(outcome::describe).isZero();
      List<JsonNode> all = list(new JsonMapper().readTree(outcome.stdout()).get("workers"));
      assertThat(all.get(0).has("tid")).as("the event loop comes first").isFalse();
      assertThat(luaFiles(all.get(0))).as("it does not work on this").isEmpty();
      List<JsonNode> threads = all.subList(1, all.size());
      assertThat(threads).as(outcome::describe).hasSize(4);
      String source = sample.prefix().resolve("lua/work.lua").toString();
      assertThat(threads)
          .as(outcome::describe)
          .filteredOn(thread -> luaFiles(thread).contains(source))
          .singleElement()
          .satisfies(thread -> assertThat(thread.get("state").asText()).isEqualTo("in wait4"));
      assertThat(threads)
          .as("complete C stacks; %s", outcome.describe())
          .allSatisfy(
              thread ->
                  assertThat(list(thread.get("frames")))
                      .noneMatch(frame -> frame.get("kind").asText().equals("unknown")));
    }
  }

  private static List<String> luaFiles(JsonNode trace) {
    return list(trace.get("frames")).stream()
        .filter(frame -> frame.get("kind").asText().equals("lua"))
        .map(frame -> frame.get("file").asText())
        .toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static boolean aThreadWaitsForAChild(long worker) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + worker + "/task"))) {
      return tasks.anyMatch(task -> channel(task).contains("do_wait"));
    } catch (IOException e) {
      return false;
    }
  }

  private static String channel(Path task) {
    try {
      String name = Files.readString(task.resolve("wchan"));
      return name.contains("futex") || name.contains("ep_poll") ? "" : name;
    } catch (IOException e) {
      return ""; // gone
    }
  }
}
