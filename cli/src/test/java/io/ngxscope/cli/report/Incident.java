package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A made-up incident: a shop's three workers, one of which waits for a shell in {@code /report},
 * all of which sort too much for {@code /catalog}, and a timer that reads a file. Always the same.
 */
final class Incident {
  static final long START = 1_793_589_247_000_000L;
  static final List<ProcessKey> WORKERS =
      IntStream.of(4711, 4712, 4713)
          .mapToObj(pid -> new ProcessKey(new Pid(pid), 52_000L + pid))
          .toList();

  private static final List<Frame> OUTER =
      List.of(
          c("main", "nginx"),
          c("ngx_master_process_cycle", "nginx"),
          new Frame.Native(null, "nginx", 0x5a2f0, NameSource.NONE, false),
          c("ngx_process_events_and_timers", "nginx"));
  private static final List<Frame> REQUEST =
      List.of(
          c("ngx_http_core_run_phases", "nginx"),
          c("ngx_http_lua_content_handler", "ngx_http_lua_module.so"),
          c("lua_resume", "libluajit-5.1.so.2"));

  private Incident() {}

  static Recording recording() {
    return new Recording(
        info(),
        targets(),
        blocks(),
        List.of(),
        workerEvents(),
        loop().all().buckets(),
        loop().slices(),
        quality(),
        START + 30_000_000,
        true);
  }

  /** The same as an older version would have recorded it. */
  static Recording withoutSlices() {
    Recording r = recording();
    return new Recording(
        r.info(),
        r.targets(),
        r.blocks(),
        r.samples(),
        r.workerEvents(),
        r.loopBuckets(),
        r.quality(),
        r.endUnixMicros(),
        true);
  }

  static CaptureInfo info() {
    return new CaptureInfo(
        "block",
        List.of(
            "ngxscope",
            "block",
            "-p",
            "4710",
            "-d",
            "30s",
            "--threshold",
            "20ms",
            "-o",
            "it's.html"),
        "0.1.0",
        "watch",
        START,
        Map.of(
            "threshold_us",
            "20000",
            "tick_us",
            "1000",
            "duration_ms",
            "30000",
            "query_strings",
            "false",
            "stop_running_workers",
            "true"),
        new HostInfo(
            "shop-web-3",
            "Debian GNU/Linux 12 (bookworm)",
            "6.1.0-28-amd64",
            "AMD EPYC 7543P",
            16,
            64L << 30));
  }

  private static List<TargetInfo> targets() {
    return WORKERS.stream()
        .map(
            key ->
                new TargetInfo(
                    key,
                    START / 1000 - 86_400_000,
                    4710,
                    "worker",
                    "/usr/sbin/nginx",
                    "/etc/nginx/nginx.conf",
                    "libluajit-5.1.so.2 2.1.0-beta3 GC64"))
        .toList();
  }

  private static List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      blocks.add(shell(WORKERS.get(0), START + 1_200_000 + i * 3_100_000L, 96_000 + i * 14_500L));
    }
    for (int i = 0; i < 14; i++) {
      ProcessKey worker = WORKERS.get(i % 3);
      blocks.add(sort(worker, START + 700_000 + i * 2_050_000L, 24_000 + (i * 7_919L) % 23_000, i));
    }
    blocks.add(timer(START + 17_300_000));
    blocks.add(withoutLua(START + 22_450_000));
    return blocks;
  }

  private static Block shell(ProcessKey worker, long start, long micros) {
    List<Frame> lua =
        List.of(
            lua("handler", "/srv/shop/handlers/report.lua", 12, 31),
            lua("render", "/srv/shop/lib/pdf.lua", 40, 88),
            new Frame.Fast("os.execute"));
    List<Frame> waiting =
        List.of(c("system", "libc.so.6"), c("wait4", "libc.so.6"), kernel("do_wait"));
    List<Frame> forking =
        List.of(c("system", "libc.so.6"), c("posix_spawn", "libc.so.6"), kernel("copy_process"));
    return new Block(
        worker,
        start,
        micros,
        3_000,
        micros - 3_000,
        new Request("GET", "/report"),
        Phase.CONTENT,
        List.of(
            new SyscallTime("wait4", "child of /bin/sh", micros - 4_000),
            new SyscallTime("clone3", "", 1_000)),
        List.of(
            off(micros - 4_000, stack(REQUEST, lua, waiting)),
            on(3_000, stack(REQUEST, lua, forking)),
            off(1_000, stack(REQUEST, lua, forking))),
        false);
  }

  private static Block sort(ProcessKey worker, long start, long micros, int i) {
    List<Frame> outer =
        List.of(
            lua("handler", "/srv/shop/handlers/catalog.lua", 5, 19),
            lua("ranked", "/srv/shop/lib/pricing.lua", 60, 74),
            new Frame.Fast("table.sort"));
    List<Frame> comparing =
        List.of(
            new Frame.Lua("by_price", "/srv/shop/lib/pricing.lua", 52, 54, Frame.LuaMode.COMPILED));
    List<Frame> inlined =
        List.of(
            comparing.get(0),
            new Frame.Lua("discount", "/srv/shop/lib/pricing.lua", 20, 22, Frame.LuaMode.INLINED));
    List<Frame> collecting =
        List.of(
            new Frame.Native(
                "lj_gc_step", "libluajit-5.1.so.2", 0x1b2c0, NameSource.CODE_ANALYSIS, true));
    long third = micros / 3;
    return new Block(
        worker,
        start,
        micros,
        micros,
        0,
        new Request("GET", i % 4 == 3 ? "/catalog/all" : "/catalog"),
        Phase.CONTENT,
        List.of(),
        List.of(
            on(third + 4_000, stack(REQUEST, outer, comparing)),
            on(third - 1_000, stack(REQUEST, outer, inlined)),
            on(micros - 2 * third - 3_000, stack(REQUEST, outer, collecting))),
        i == 13);
  }

  private static Block timer(long start) {
    List<Frame> lua =
        List.of(
            new Frame.Lua(null, "/srv/shop/init_worker.lua", 3, 9, Frame.LuaMode.INTERPRETED),
            lua("load", "/srv/shop/lib/config.lua", 1, 17),
            new Frame.Fast("io.read"));
    return new Block(
        WORKERS.get(1),
        start,
        41_200,
        1_200,
        40_000,
        null,
        Phase.TIMER,
        List.of(new SyscallTime("read", "/srv/shop/data/prices.json", 40_000)),
        List.of(
            off(
                40_000,
                stack(
                    List.of(
                        c("ngx_http_lua_timer_handler", "ngx_http_lua_module.so"), REQUEST.get(2)),
                    lua,
                    List.of(c("read", "libc.so.6"), kernel("folio_wait_bit_common"))))),
        false);
  }

  private static Block withoutLua(long start) {
    return new Block(
        WORKERS.get(2),
        start,
        26_000,
        26_000,
        0,
        new Request("GET", "/static/bundle.js"),
        Phase.UNKNOWN,
        List.of(),
        List.of(
            on(
                26_000,
                stack(
                    List.of(c("ngx_http_gzip_body_filter", "nginx")),
                    List.of(c("deflate", "libz.so.1")),
                    List.of(new Frame.Unknown("the stack could not be followed further"))))),
        false);
  }

  private static List<WorkerEvent> workerEvents() {
    return List.of(
        new WorkerEvent(WORKERS.get(0), START, WorkerEvent.What.ATTACHED, ""),
        new WorkerEvent(WORKERS.get(1), START, WorkerEvent.What.ATTACHED, ""),
        new WorkerEvent(
            WORKERS.get(2),
            START + 9_400_000,
            WorkerEvent.What.ATTACHED,
            "new worker after a reload"));
  }

  /** Loops as of an event loop that works, and now and then is blocked. */
  private static LoopLatency loop() {
    LoopLatency loop = new LoopLatency(30_000_000);
    for (int i = 0; i < 40_000; i++) {
      loop.record(START + i * 750L, 80 + i * 7919L % 997);
    }
    for (int i = 0; i < 1_200; i++) {
      loop.record(START + i * 25_000L, 1_500 + i * 7919L % 1_200 * 12);
    }
    for (Block block : blocks()) {
      loop.record(block.startUnixMicros() + block.durationMicros(), block.durationMicros());
    }
    return loop;
  }

  private static Quality quality() {
    return new Quality(
        90_000,
        41,
        2_300,
        3,
        118,
        310,
        21_400,
        402,
        2,
        0,
        640_000,
        List.of("2 stacks end at a frame without unwind information."));
  }

  static Stack stack(List<Frame> first, List<Frame> second, List<Frame> third) {
    List<Frame> frames = new ArrayList<>(OUTER);
    frames.addAll(first);
    frames.addAll(second);
    frames.addAll(third);
    return new Stack(frames);
  }

  static StackSample on(long micros, Stack stack) {
    return new StackSample(StackSample.Kind.ON_CPU, stack, samples(micros), micros);
  }

  static StackSample off(long micros, Stack stack) {
    return new StackSample(StackSample.Kind.OFF_CPU, stack, samples(micros), micros);
  }

  private static int samples(long micros) {
    return (int) Math.max(1, micros / 1000);
  }

  private static Frame c(String function, String module) {
    return new Frame.Native(
        function, module, function.hashCode() & 0xffff0, NameSource.EXPORTED, false);
  }

  private static Frame kernel(String function) {
    return new Frame.Kernel(function);
  }

  private static Frame lua(String function, String file, int defined, int line) {
    return new Frame.Lua(function, file, defined, line, Frame.LuaMode.INTERPRETED);
  }
}
