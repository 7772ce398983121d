package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.StackSample.Kind;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingReader;
import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import io.ngxscope.samples.stack.ExpectedStack;
import io.ngxscope.samples.stack.ExpectedStacks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of stack that samples/stacks knows is right by every way of capturing. */
class ShapesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @BeforeEach
  void needs() {
    Needs.nginxWithLua();
    Needs.program("bpftrace");
    Needs.root();
  }

  @ParameterizedTest(name = "JIT {0}")
  @ValueSource(strings = {"off", "on"})
  void givenEveryShape_whenCapturedInEveryWay_thenEachStackIsRight(String jit, @TempDir Path folder) {
    try (NginxSample sample = NginxSample.stacks().main("env STACKS_JIT=" + jit + ";").start()) {
      List<ExpectedStack> spin = shapes("spin", jit);
      List<ExpectedStack> wait = shapes("wait", jit);
      spin.forEach(shape -> get(sample, shape, "spin", "ms=0&warm=200"));
      wait.forEach(shape -> get(sample, shape, "wait", "ms=0&warm=200"));
      long worker = sample.workers().get(0);
      Path profile = folder.resolve("profile.ngxr");
      Path offcpu = folder.resolve("offcpu.ngxr");
      Path block = folder.resolve("block.ngxr");
      try (ScriptRun p = record(worker, profile, "profile", "--hz", "499");
          ScriptRun o = record(worker, offcpu, "offcpu");
          ScriptRun b = record(worker, block, "block", "--gear", "sample", "--threshold", "20ms")) {
        spin.forEach(shape -> get(sample, shape, "spin", "ms=50"));
        wait.forEach(shape -> get(sample, shape, "wait", "ms=50"));
        List.of(p, o, b).forEach(run -> run.end("INT"));
      }
      check("profile", spin, RecordingReader.read(profile), Kind.ON_CPU);
      check("offcpu", wait, RecordingReader.read(offcpu), Kind.OFF_CPU);
      check("block", spin, RecordingReader.read(block), Kind.ON_CPU);
      check("block", wait, RecordingReader.read(block), Kind.OFF_CPU);
    }
  }

  private static ScriptRun record(long worker, Path file, String... words) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 2);
    all[words.length] = "--record";
    all[words.length + 1] = file.toString();
    return ScriptRun.start(worker, all);
  }

  private static void check(String how, List<ExpectedStack> shapes, Recording recording, Kind kind) {
    CapturedShapes captured = CapturedShapes.of(shapes, recording, kind);
    System.err.println("=== " + how + " " + captured.describe());
  }

  private static List<ExpectedStack> shapes(String leaf, String jit) {
    return ExpectedStacks.read(NginxSample.sources("stacks")).all(leaf, jit.equals("on"));
  }

  private static void get(NginxSample sample, ExpectedStack shape, String leaf, String query) {
    sample.get("/stack/" + shape.shape() + "?" + query + "&in=" + leaf);
    long worker = sample.workers().get(0);
    Await.until(PATIENCE, sample::errorLog, () -> !Blocked.isAway(worker)); // log, timer
  }
}
