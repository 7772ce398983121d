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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape of stack that samples/stacks knows is right by every way of sampling. */
class ShapesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final double COMPLETE = 0.99;

  /** A shape stays for a moment only; when a machine is busy, one may be missed. */
  private static final int UNLUCKY = 2;

  @BeforeEach
  void needs() {
    Needs.nginxWithLua();
    Needs.program("bpftrace");
    Needs.root();
  }

  @ParameterizedTest(name = "JIT {0}")
  @ValueSource(strings = {"off", "on"})
  void givenEveryShape_whenSampledInEveryWay_thenEachStackIsRight(String jit, @TempDir Path folder)
      throws Exception {
    SecondChance.give(() -> sample(jit, folder));
  }

  private static void sample(String jit, Path folder) {
    List<ExpectedStack> spin = shapes("spin", jit);
    List<ExpectedStack> wait = shapes("wait", jit);
    try (NginxSample sample = NginxSample.stacks().main("env STACKS_JIT=" + jit + ";").start()) {
      long worker = sample.workers().get(0);
      if (jit.equals("on")) { // before anybody looks: a warm-up has other lines
        spin.forEach(shape -> get(sample, shape, "ms=0&warm=200&in=spin"));
      }
      try (ScriptRun profile = record(worker, folder, "profile", "--hz", "499");
          ScriptRun offcpu = record(worker, folder, "offcpu");
          ScriptRun block = record(worker, folder, "block", "--gear", "sample")) {
        Stream.of(profile, offcpu, block).forEach(ScriptRun::awaitAttached);
        spin.forEach(shape -> get(sample, shape, "ms=50&in=spin"));
        wait.forEach(shape -> get(sample, shape, "ms=50&in=wait"));
        Stream.of(profile, offcpu, block).forEach(run -> run.signal("INT"));
        Stream.of(profile, offcpu, block).forEach(ScriptRun::await);
      }
    }
    check(spin, folder, "profile", Kind.ON_CPU);
    check(wait, folder, "offcpu", Kind.OFF_CPU);
    check(spin, folder, "block", Kind.ON_CPU);
    check(wait, folder, "block", Kind.OFF_CPU);
  }

  private static ScriptRun record(long worker, Path folder, String command, String... words) {
    String file = folder.resolve(command).toString();
    return ScriptRun.starting(
        worker,
        Stream.concat(
                Stream.of(command), Stream.concat(Stream.of(words), Stream.of("--record", file)))
            .toArray(String[]::new));
  }

  private static void check(List<ExpectedStack> shapes, Path folder, String command, Kind kind) {
    Recording recording = RecordingReader.read(folder.resolve(command));
    CapturedShapes captured = CapturedShapes.of(shapes, recording, kind);

    assertThat(captured.wrong()).as("%s: %s", command, captured.describe()).isEmpty();
    assertThat(captured.neverSeen())
        .as("%s: %s", command, captured.describe())
        .hasSizeLessThanOrEqualTo(UNLUCKY);
    double all = recording.quality().unwound() + recording.quality().notUnwound();
    assertThat(recording.quality().unwound() / all)
        .as("%s: complete stacks of %s", command, all)
        .isGreaterThanOrEqualTo(COMPLETE);
  }

  private static List<ExpectedStack> shapes(String leaf, String jit) {
    return ExpectedStacks.read(NginxSample.sources("stacks")).all(leaf, jit.equals("on"));
  }

  private static void get(NginxSample sample, ExpectedStack shape, String query) {
    sample.get("/stack/" + shape.shape() + "?" + query);
    long worker = sample.workers().get(0);
    Await.until(PATIENCE, sample::errorLog, () -> !Blocked.isAway(worker)); // log, timer
  }
}
