package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.session.Backtraces;
import io.ngxscope.cli.report.BacktraceJson;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.stack.ExpectedStack;
import io.ngxscope.samples.stack.ExpectedStacks;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of stack that samples/stacks knows is read as it is, interpreted and compiled. */
class StacksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TRIES = 12;
  private static final int SPINNING_AT_ONCE = 8;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @ParameterizedTest(name = "JIT: {0}")
  @ValueSource(booleans = {false, true})
  void givenEveryShapeInACall_whenAskedForBacktraces_thenEachChainIsCompleteAndInOrder(
      boolean jit) {
    List<ExpectedStack> shapes = shapes("wait", jit);
    try (NginxSample sample = start(shapes.size(), jit)) {
      assertThat(differences(sample, shapes, "wait", "3000")).isEmpty();
    }
  }

  @ParameterizedTest(name = "JIT: {0}")
  @ValueSource(booleans = {false, true})
  void givenEveryShapeOnTheProcessor_whenPausedForBacktraces_thenEachChainIsCompleteAndInOrder(
      boolean jit) {
    List<ExpectedStack> shapes = shapes("spin", jit);
    List<String> differences = new ArrayList<>();
    try (NginxSample sample = start(SPINNING_AT_ONCE, jit)) {
      for (int i = 0; i < shapes.size(); i += SPINNING_AT_ONCE) {
        List<ExpectedStack> batch =
            shapes.subList(i, Math.min(shapes.size(), i + SPINNING_AT_ONCE));
        differences.addAll(differences(sample, batch, "spin", "1200"));
      }
    }
    assertThat(differences).isEmpty();
  }

  private static List<ExpectedStack> shapes(String leaf, boolean jit) {
    return ExpectedStacks.read(NginxSample.sources("stacks")).all(leaf, jit);
  }

  private static NginxSample start(int workers, boolean jit) {
    NginxSample sample =
        NginxSample.stacks()
            .workers(workers)
            .main("worker_priority 19;") // they must not starve the one who looks at them
            .main("env STACKS_JIT=" + (jit ? "on" : "off") + ";")
            .start();
    Needs.ptraceOf(sample.workers().get(0));
    return sample;
  }

  /** Has every shape stay in a worker of its own, and takes backtraces of all at once. */
  private static List<String> differences(
      NginxSample sample, List<ExpectedStack> shapes, String leaf, String millis) {
    List<CompletableFuture<NginxSample.Answer>> answers = new ArrayList<>();
    for (ExpectedStack shape : shapes) {
      String query = "?ms=" + millis + "&in=" + leaf + (shape.jit() ? "&warm=200" : "");
      answers.add(sample.getAsync("/stack/" + shape.shape() + query));
      Await.until(PATIENCE, sample::errorLog, () -> away(sample) >= answers.size());
    }
    Map<String, String> wrong = new TreeMap<>();
    shapes.forEach(shape -> wrong.put(shape.shape(), shape.shape() + ": never seen there"));
    for (int i = 0; i < TRIES && !wrong.isEmpty() && away(sample) > 0; i++) {
      List<FoundBacktrace> seen = take(sample);
      for (ExpectedStack shape : shapes) {
        seen.stream()
            .filter(trace -> trace.isOf(shape.shape()))
            .forEach(trace -> judge(shape, trace, wrong));
      }
    }
    answers.forEach(answer -> assertThat(answer).succeedsWithin(PATIENCE));
    return List.copyOf(wrong.values());
  }

  private static void judge(ExpectedStack shape, FoundBacktrace trace, Map<String, String> wrong) {
    if (wrong.containsKey(shape.shape()) && shape.isTakenThere(trace.seen())) {
      shape
          .difference(trace.seen())
          .ifPresentOrElse(
              text -> wrong.put(shape.shape(), text), () -> wrong.remove(shape.shape()));
    }
  }

  private static long away(NginxSample sample) {
    return sample.workers().stream().filter(Blocked::isAway).count();
  }

  private static List<FoundBacktrace> take(NginxSample sample) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BacktraceJson.print(Backtraces.take(List.of(new Pid((int) sample.master())), true, false), out);
    return FoundBacktrace.parse(out.toString(StandardCharsets.UTF_8));
  }
}
