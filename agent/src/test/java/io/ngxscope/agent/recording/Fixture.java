package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** A small capture with one of everything. */
final class Fixture {
  static final long START = 1_793_500_000_000_000L;
  static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(START / 1000 + 1500), ZoneOffset.UTC);
  static final ProcessKey WORKER = new ProcessKey(new Pid(4711), 123_456);
  static final CaptureInfo INFO =
      new CaptureInfo(
          "block",
          List.of("ngxscope", "block", "-p", "4711"),
          "0.1.0",
          "watch",
          START,
          Map.of("threshold_us", "20000", "tick_us", "1000"),
          new HostInfo("web-1", "Debian GNU/Linux 12", "6.1.0", "Some CPU", 8, 16L << 30));
  static final TargetInfo TARGET =
      new TargetInfo(
          WORKER, START / 1000, 4710, "worker", "/usr/sbin/nginx", "/etc/nginx", "LuaJIT GC64");
  static final Frame MAIN =
      new Frame.Native("main", "nginx", 0x1234, NameSource.SYMBOL_TABLE, false);
  static final Frame NAMELESS = new Frame.Native(null, "libx.so", -8, NameSource.NONE, true);
  static final Frame LUA =
      new Frame.Lua("sleep", "/app/report.lua", 3, 5, Frame.LuaMode.INTERPRETED);
  static final Stack WAITING =
      new Stack(List.of(MAIN, LUA, new Frame.Fast("os.execute"), new Frame.Kernel("do_wait")));
  static final Stack COMPUTING =
      new Stack(
          List.of(
              MAIN,
              NAMELESS,
              new Frame.Lua(null, "=x", 0, 0, Frame.LuaMode.INLINED),
              new Frame.Unknown("torn")));
  static final Block BLOCK =
      new Block(
          WORKER,
          START + 10_000,
          53_123,
          1_000,
          52_123,
          new Request("GET", "/report"),
          Phase.CONTENT,
          List.of(new SyscallTime("wait4", "child 9", 52_000)),
          List.of(
              new StackSample(StackSample.Kind.OFF_CPU, WAITING, 52, 52_000),
              new StackSample(StackSample.Kind.ON_CPU, COMPUTING, 1, 1_000)),
          false);
  static final Block WITHOUT_REQUEST =
      new Block(
          WORKER, START + 90_000, 21_000, 21_000, 0, null, Phase.TIMER, List.of(), List.of(), true);
  static final StackEvent SAMPLE =
      new StackEvent(
          WORKER,
          START + 70_000,
          StackEvent.NO_REQUEST,
          Phase.TIMER,
          new StackSample(StackSample.Kind.ON_CPU, WAITING, 1, 10_101));
  static final WorkerEvent CHANGE =
      new WorkerEvent(WORKER, START + 80_000, WorkerEvent.What.GONE, "reload");
  static final Quality QUALITY =
      new Quality(100, 2, 900, 1, 3, 400, 800, 5, 6, 7, 8_000, List.of("a note"));
  static final List<Event> EVENTS = List.of(BLOCK, SAMPLE, CHANGE, WITHOUT_REQUEST);

  static final LoopLatency.Slice SLICE =
      new LoopLatency.Slice(
          START, 100_000, List.of(new LatencyHistogram.Bucket(51_200, 53_247, 1)));

  private Fixture() {}

  /** Durations of 1 and 53 ms. */
  static LatencyHistogram loop() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(1_000);
    histogram.record(1_000);
    histogram.record(53_000);
    return histogram;
  }

  /** What reading it back must give. */
  static Recording recording() {
    return new Recording(
        INFO,
        List.of(TARGET),
        List.of(BLOCK, WITHOUT_REQUEST),
        List.of(SAMPLE),
        List.of(CHANGE),
        loop().buckets(),
        List.of(SLICE),
        QUALITY,
        START + 2_000_000,
        true);
  }

  /** Writes it, a member an event. */
  static void write(Path file) {
    try (RecordingWriter writer = RecordingWriter.open(file, false, INFO, CLOCK)) {
      writer.target(TARGET);
      for (Event event : EVENTS) {
        writer.event(event);
        writer.flush();
      }
      writer.loop(loop());
      writer.loopSlice(SLICE);
      writer.quality(QUALITY);
      writer.finish(START + 2_000_000);
    }
  }
}
