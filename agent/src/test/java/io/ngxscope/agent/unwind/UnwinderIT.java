package io.ngxscope.agent.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Live processes against the real, stripped binaries. */
class UnwinderIT {
  private static final List<String> RUNNING =
      List.of(
          "interpreted",
          "deep",
          "compiled",
          "sort",
          "gsub",
          "digest",
          "regex",
          "pattern",
          "callback",
          "ffi",
          "coroutine",
          "pcall",
          "garbage",
          "metamethods",
          "strings");
  private static final int SAMPLES_PER_KIND = 40;

  @Test
  void anIdleWorkerIsUnwoundToTheStartOfTheProgram() throws Exception {
    try (WorkloadNginx nginx = new WorkloadNginx()) {
      LiveSampler sampler = new LiveSampler(nginx.worker());
      LiveSampler.Sample sample = awaitBlocked(sampler);

      UnwoundStack stack =
          unwinder(sampler).unwind(sample.registers(), sample.memory(), CFrames.NONE);

      assertThat(stack.end().isComplete()).as(describe(sampler, stack)).isTrue();
      assertThat(names(sampler, stack))
          .contains("ngx_process_events_and_timers", "ngx_master_process_cycle", "main")
          .endsWith("_start");
    }
  }

  @Test
  void everyShapeOfRunningLuaIsUnwoundToTheStartOfTheProgram() throws Exception {
    List<String> incomplete = new ArrayList<>();
    int all = 0;
    int links = 0;
    int met = 0;
    try (WorkloadNginx nginx = new WorkloadNginx()) {
      LiveSampler sampler = new LiveSampler(nginx.worker());
      UnwindTables tables = new UnwindTables();
      assertThat(sampler.seesLua()).isTrue();
      for (String kind : RUNNING) {
        nginx.get("/run/" + kind + "?s=0.1"); // what gets compiled is compiled now
        sampler.refresh();
        Unwinder unwinder = new Unwinder(sampler.image().code(), sampler.ranges(), tables);
        for (LiveSampler.Sample sample : sampleWhile(nginx, sampler, "/run/" + kind + "?s=0.1")) {
          UnwoundStack stack = unwinder.unwind(sample.registers(), sample.memory(), sample.chain());
          all++;
          links += sample.cframes().length;
          met += met(stack, sample);
          if (!stack.end().isComplete()) {
            incomplete.add(kind + "\n" + describe(sampler, stack));
          }
        }
      }
    }
    String evidence = incomplete.stream().limit(3).toList().toString();
    assertThat(all).isEqualTo(RUNNING.size() * SAMPLES_PER_KIND);
    assertThat(incomplete.size()).as(evidence).isLessThanOrEqualTo(all / 100);
    assertThat(met).as("frames of LuaJIT met on the native stack").isGreaterThan(links * 99 / 100);
  }

  @Test
  void aWorkerBlockedInACallIsUnwoundFromItsStackPointerAlone() throws Exception {
    try (WorkloadNginx nginx = new WorkloadNginx()) {
      LiveSampler sampler = new LiveSampler(nginx.worker());
      UnwindTables tables = new UnwindTables();
      for (String kind : List.of("usleep", "execute", "popen")) {
        CompletableFuture<Void> request =
            CompletableFuture.runAsync(() -> nginx.getQuietly("/run/" + kind + "?s=1"));
        LiveSampler.Sample sample = awaitBlocked(sampler);
        while (sample.cframes().length == 0) { // not in Lua yet
          sample = awaitBlocked(sampler);
        }
        sampler.refresh();
        Unwinder unwinder = new Unwinder(sampler.image().code(), sampler.ranges(), tables);

        UnwoundStack stack = unwinder.unwind(sample.registers(), sample.memory(), sample.chain());

        assertThat(stack.end().isComplete()).as(kind + describe(sampler, stack)).isTrue();
        assertThat(names(sampler, stack))
            .endsWith("_start")
            .contains("main", "ngx_http_lua_run_thread");
        assertThat(met(stack, sample)).isEqualTo(sample.cframes().length);
        request.join();
      }
    }
  }

  @Test
  void aSleepingChildIsUnwoundToTheStartOfTheProgram() throws Exception {
    Process child = new ProcessBuilder("sleep", "60").start();
    try {
      LiveSampler sampler = new LiveSampler((int) child.pid());
      LiveSampler.Sample sample = awaitBlocked(sampler);

      UnwoundStack stack =
          unwinder(sampler).unwind(sample.registers(), sample.memory(), CFrames.NONE);

      assertThat(stack.end().isComplete()).as(describe(sampler, stack)).isTrue();
      assertThat(names(sampler, stack)).contains("clock_nanosleep", "__libc_start_main");
      assertThat(stack.frames()).noneMatch(UnwoundFrame::scanned);
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  /** A native thread of this virtual machine: it begins in {@code clone3}. */
  @Test
  void aThreadIsUnwoundToItsStart() throws Exception {
    int self = (int) ProcessHandle.current().pid();
    Path task = threadNamed("VM Periodic Tas");
    LiveSampler sampler = new LiveSampler(self);
    UnwoundStack stack = null;
    for (int tries = 0; tries < 1000 && (stack == null || !stack.end().isComplete()); tries++) {
      // The thread wakes up twenty times a second: some copies are torn.
      if (ProcSyscall.parse(Files.readString(task.resolve("syscall")))
          instanceof ProcSyscall.Blocked call) {
        LiveSampler.Sample sample =
            sampler.copyToTheEndOfTheMapping(call.programCounter(), call.stackPointer());
        stack = unwinder(sampler).unwind(sample.registers(), sample.memory(), CFrames.NONE);
      }
    }

    assertThat(stack.end().isComplete()).as(describe(sampler, stack)).isTrue();
    assertThat(stack.frames().get(stack.frames().size() - 1).pc())
        .satisfies(pc -> assertThat(sampler.image().moduleAt(pc).name()).startsWith("libc.so"));
  }

  private static Path threadNamed(String name) throws Exception {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        if (Files.readString(task.resolve("comm")).strip().equals(name)) {
          return task;
        }
      }
    }
    throw new AssertionError("no thread named " + name);
  }

  private static int met(UnwoundStack stack, LiveSampler.Sample sample) {
    return (int) Arrays.stream(stack.boundaries(sample.chain())).filter(link -> link >= 0).count();
  }

  private static List<LiveSampler.Sample> sampleWhile(
      WorkloadNginx nginx, LiveSampler sampler, String path) {
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              while (!enough.get()) {
                nginx.getQuietly(path);
              }
            });
    List<LiveSampler.Sample> samples = new ArrayList<>();
    while (samples.size() < SAMPLES_PER_KIND && !load.isDone()) {
      LiveSampler.Sample sample = sampler.stop();
      if (sample != null) {
        samples.add(sample);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(3_000_000);
    }
    enough.set(true);
    load.join();
    return samples;
  }

  private static LiveSampler.Sample awaitBlocked(LiveSampler sampler) throws Exception {
    LiveSampler.Sample sample = sampler.blocked();
    while (sample == null) {
      sample = sampler.blocked();
    }
    return sample;
  }

  private static Unwinder unwinder(LiveSampler sampler) throws IOException {
    return new Unwinder(sampler.image().code(), sampler.ranges(), new UnwindTables());
  }

  private static List<String> names(LiveSampler sampler, UnwoundStack stack) {
    return stack.frames().stream().map(f -> name(sampler.image(), f)).toList();
  }

  private static String name(ProcessImage image, UnwoundFrame frame) {
    LoadedModule module = image.moduleAt(frame.codeAddress());
    if (module == null) {
      return "?" + Long.toHexString(frame.pc());
    }
    long address = module.toObject(frame.codeAddress());
    ElfSymbol symbol = module.elf().exportedFunctionAt(address);
    return symbol == null ? module.name() + "+" + Long.toHexString(address) : symbol.name();
  }

  static String describe(LiveSampler sampler, UnwoundStack stack) {
    StringBuilder text = new StringBuilder();
    for (UnwoundFrame f : stack.frames()) {
      text.append(
          String.format(
              "%16x %5d %-12s %-10s %s%n",
              f.pc(),
              (f.sp() - stack.frames().get(0).sp()) / 8,
              f.kind(),
              f.found(),
              name(sampler.image(), f)));
    }
    return text.append(stack.end()).append('\n').toString();
  }
}
