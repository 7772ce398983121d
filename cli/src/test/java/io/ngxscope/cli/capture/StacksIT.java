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
import io.ngxscope.samples.stack.SeenFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every shape of stack that samples/stacks knows is read as it is, interpreted and compiled. */
class StacksIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Stacks taken of one shape until one is right; others may be of the clock or of a warm-up. */
  private static final int TRIES = 15;

  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @ParameterizedTest(name = "{0}, JIT {1}")
  @CsvSource({"wait, off", "wait, on", "spin, off", "spin, on"})
  void givenEveryShape_whenBacktracesAreTaken_thenEachChainIsCompleteAndInOrder(
      String leaf, String jit) throws IOException {
    List<String> differences = new ArrayList<>();
    try (NginxSample sample = NginxSample.stacks().main("env STACKS_JIT=" + jit + ";").start()) {
      Needs.ptraceOf(sample.workers().get(0));
      for (ExpectedStack shape : shapes(leaf, jit)) {
        sample.getAsync(path(shape, leaf));
        differences.addAll(difference(sample, shape));
        letGo(sample);
      }
      assertThat(differences).isEmpty();
      assertThat(sample.errorLog()).as("no worker is harmed").doesNotContain("exited on signal");
    }
  }

  private static List<ExpectedStack> shapes(String leaf, String jit) {
    return ExpectedStacks.read(NginxSample.sources("stacks")).all(leaf, jit.equals("on"));
  }

  private static String path(ExpectedStack shape, String leaf) {
    String query = "?ms=60000&in=" + leaf + (shape.jit() ? "&warm=200" : "");
    return "/stack/" + shape.shape() + query;
  }

  /** The last wrong stack of a shape, if none was right; nothing if one was. */
  private static List<String> difference(NginxSample sample, ExpectedStack shape) {
    String last = shape.shape() + ": never seen there\n";
    List<SeenFrame> other = List.of();
    for (int i = 0; i < TRIES; i++) {
      List<SeenFrame> seen = take(sample);
      if (shape.isTakenThere(seen)) {
        last = shape.difference(seen).orElse("");
        if (last.isEmpty()) {
          return List.of();
        }
      } else {
        other = seen;
      }
    }
    return List.of(last + (last.contains("never") ? "but " + other : ""));
  }

  /** Ends the shape, and waits until its worker waits for the next one. */
  private static void letGo(NginxSample sample) throws IOException {
    Path enough = Files.createFile(sample.prefix().resolve("run/enough"));
    long worker = sample.workers().get(0);
    Await.until(PATIENCE, sample::errorLog, () -> !Blocked.isAway(worker));
    Files.delete(enough);
  }

  private static List<SeenFrame> take(NginxSample sample) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BacktraceJson.print(
        Backtraces.take(List.of(new Pid((int) sample.master())), true, false, false), out);
    return FoundBacktrace.parse(out.toString(StandardCharsets.UTF_8)).get(0).seen();
  }
}
