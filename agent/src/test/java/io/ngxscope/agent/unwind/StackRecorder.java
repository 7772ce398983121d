package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.target.LoadedModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Records the fixtures of {@link RecordedStackTest} from a live nginx: run its {@code main} with
 * the folder to write to. Needs the right to trace it.
 */
final class StackRecorder {
  private static final int TRIES = 20_000;

  private final WorkloadNginx nginx;
  private final Path folder;

  private StackRecorder(WorkloadNginx nginx, Path folder) {
    this.nginx = nginx;
    this.folder = folder;
  }

  /** Writes one file for every shape of stack. */
  public static void main(String[] arguments) throws Exception {
    try (WorkloadNginx nginx = new WorkloadNginx()) {
      StackRecorder recorder = new StackRecorder(nginx, Path.of(arguments[0]));
      recorder.running("interpreter", "interpreted", s -> has(s, UnwoundFrame.Kind.INTERPRETER));
      recorder.running("interpreter-subroutine", "interpreted", StackRecorder::leftByLuaFrame);
      recorder.running("trace", "compiled", s -> first(s) == UnwoundFrame.Kind.TRACE);
      recorder.running(
          "ffi-callback", "callback", s -> count(s) > 1 && first(s) != UnwoundFrame.Kind.NATIVE);
      recorder.running("regex-jit", "regex", s -> first(s) == UnwoundFrame.Kind.GENERATED);
      recorder.running("sort-callback", "sort", s -> count(s) > 1);
      recorder.running("gsub-callback", "gsub", s -> count(s) > 1);
      recorder.running("garbage-collector", "garbage", s -> first(s) == UnwoundFrame.Kind.NATIVE);
      recorder.running("digest", "digest", s -> first(s) == UnwoundFrame.Kind.NATIVE);
      recorder.blocked("blocked-usleep", "usleep");
      recorder.blocked("blocked-popen", "popen");
      recorder.blocked("blocked-execute", "execute");
    }
  }

  private static UnwoundFrame.Kind first(UnwoundStack stack) {
    return stack.frames().get(0).kind();
  }

  private static boolean has(UnwoundStack stack, UnwoundFrame.Kind kind) {
    return stack.frames().stream().anyMatch(f -> f.kind() == kind);
  }

  private static boolean leftByLuaFrame(UnwoundStack stack) {
    return first(stack) == UnwoundFrame.Kind.INTERPRETER
        && stack.frames().get(1).found() == UnwoundFrame.Found.LUA_FRAME;
  }

  private static long count(UnwoundStack stack) {
    return stack.frames().stream()
        .filter(
            f -> f.kind() != UnwoundFrame.Kind.NATIVE && f.kind() != UnwoundFrame.Kind.GENERATED)
        .count();
  }

  private void running(String name, String kind, Predicate<UnwoundStack> wanted) throws Exception {
    nginx.get("/run/" + kind + "?s=0.3");
    LiveSampler sampler = new LiveSampler(nginx.worker());
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(() -> nginx.getQuietly("/run/" + kind + "?s=8"));
    for (int i = 0; i < TRIES && !load.isDone(); i++) {
      LiveSampler.Sample sample = sampler.stop();
      if (sample != null && sample.cframes().length > 0 && write(name, sampler, sample, wanted)) {
        break;
      }
    }
    load.join();
  }

  private void blocked(String name, String kind) throws Exception {
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(() -> nginx.getQuietly("/run/" + kind + "?s=2"));
    LiveSampler sampler = new LiveSampler(nginx.worker());
    for (int i = 0; i < TRIES && !load.isDone(); i++) {
      LiveSampler.Sample sample = sampler.blocked();
      if (sample != null
          && sample.cframes().length > 0
          && write(name, sampler, sample, s -> true)) {
        break;
      }
    }
    load.join();
  }

  private boolean write(
      String name, LiveSampler sampler, LiveSampler.Sample sample, Predicate<UnwoundStack> wanted)
      throws IOException {
    Unwinder unwinder = new Unwinder(sampler.image().code(), sampler.ranges(), new UnwindTables());
    UnwoundStack stack = unwinder.unwind(sample.registers(), sample.memory(), sample.chain());
    if (!stack.end().isComplete() || !wanted.test(stack)) {
      return false;
    }
    Files.write(folder.resolve(name + ".stack"), recorded(sampler, sample).lines());
    return true;
  }

  private static RecordedStack recorded(LiveSampler sampler, LiveSampler.Sample sample)
      throws IOException {
    RecordedStack recorded = new RecordedStack();
    LuaJitRanges luaJit = sampler.ranges();
    recorded.interpreter = luaJit.interpreter();
    recorded.traces.addAll(luaJit.traces());
    for (long cframe : sample.cframes()) {
      recorded.cframes.add(cframe);
    }
    recorded.stackStart = sample.stackAddress();
    recorded.stackBytes = sample.stack().length & ~7;
    for (CodeRange range : sampler.image().code()) {
      LoadedModule module = sampler.image().moduleAt(range.start());
      recorded.range(range.start(), range.end(), module == null ? null : module.name());
    }
    UnwindState start = new UnwindState();
    sample.registers().copyTo(start);
    keepCode(recorded, sampler, start.pc());
    keepCode(recorded, sampler, start.pc() + 1);
    for (int number = 0; number < StartRegisters.COUNT; number++) {
      if (start.knows(number)) {
        recorded.registers.put(number, start.values[number]);
      }
    }
    ByteBuffer words = ByteBuffer.wrap(sample.stack()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 8 <= recorded.stackBytes; i += 8) {
      long word = words.getLong(i);
      long inStack = word - recorded.stackStart;
      if (keepCode(recorded, sampler, word) || (inStack >= 0 && inStack < recorded.stackBytes)) {
        recorded.words.put(recorded.stackStart + i, word);
      }
    }
    return recorded;
  }

  private static boolean keepCode(RecordedStack recorded, LiveSampler sampler, long word)
      throws IOException {
    LoadedModule module = sampler.image().moduleAt(word);
    if (module == null) {
      return sampler.image().generatedAt(word) != null;
    }
    recorded.biases.put(module.name(), module.bias());
    recorded
        .extracts
        .computeIfAbsent(module.name(), n -> ElfExtract.of(module.elf()))
        .add(module.elf(), module.toObject(word));
    return true;
  }
}
