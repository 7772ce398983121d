package io.ngxscope.cli.daemon;

import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.recording.Recording;
import java.util.List;
import java.util.Map;

/** A made-up incident: a worker waits for 300 ms in a line of Lua. Always the same. */
public final class Incidents {
  public static final long START = 1_793_589_247_000_000L;
  public static final ProcessKey WORKER = new ProcessKey(new Pid(4711), 52_000L);
  public static final Frame PLACE =
      new Frame.Lua("quote", "/srv/pricing.lua", 1, 8, Frame.LuaMode.INTERPRETED);

  private Incidents() {}

  /** Triggered by a block. */
  public static Incident block() {
    return of(
        new Trigger("block", "block>200ms", WORKER, START + 15_000_000, 204_000, PLACE),
        List.of(block(PLACE, "/shop")));
  }

  /** Triggered by hand, with nothing found. */
  public static Incident nothing() {
    return of(Trigger.asked("signal", "SIGUSR1", START + 15_000_000), List.of());
  }

  /** Any trigger, any blocks. */
  public static Incident of(Trigger trigger, List<Block> blocks) {
    return new Incident(trigger, "/usr/sbin/nginx /etc/nginx", recording(blocks), readings());
  }

  /** A block with a place and a path. */
  public static Block block(Frame place, String uri) {
    StackSample stack =
        new StackSample(StackSample.Kind.OFF_CPU, new Stack(List.of(place)), 60, 300_000);
    return new Block(
        WORKER,
        START + 14_800_000,
        300_000,
        1_000,
        299_000,
        new Request("GET", uri),
        Phase.CONTENT,
        List.of(),
        List.of(stack),
        false);
  }

  private static Recording recording(List<Block> blocks) {
    CaptureInfo info =
        new CaptureInfo(
            "agent",
            List.of("ngxscope", "agent"),
            "0.1.0",
            "watch",
            START,
            Map.of("threshold_us", "20000"),
            new HostInfo("shop-1", "Debian 12", "6.1.0", "CPU", 2, 1L << 32));
    TargetInfo target =
        new TargetInfo(WORKER, 0, 4710, "worker", "/usr/sbin/nginx", "/etc/nginx", "LuaJIT GC64");
    return new Recording(
        info,
        List.of(target),
        blocks,
        List.of(),
        List.of(),
        List.of(),
        Quality.NONE,
        START + 20_000_000,
        true);
  }

  private static List<WorkerReading> readings() {
    WorkerReading.Lua lua = new WorkerReading.Lua(1, 3 << 20, "pause", 9_000, 8_192);
    return List.of(new WorkerReading(WORKER, START, 1_000_000, 500, 40 << 20, lua));
  }
}
