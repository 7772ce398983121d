package io.ngxscope.agent.guard;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.WorkerReading;
import java.util.List;

/** What a guard may see, in seconds and milliseconds. */
final class Seen {
  static final ProcessKey WORKER = new ProcessKey(new Pid(7), 1);

  private Seen() {}

  static Frame line(int line) {
    return new Frame.Lua("quote", "/shop/pricing.lua", 1, line, Frame.LuaMode.INTERPRETED);
  }

  /** A block that ends at a second. */
  static Block block(double endSecond, int millis, int line) {
    long micros = millis * 1000L;
    long start = (long) (endSecond * 1e6) - micros;
    StackSample stack =
        new StackSample(StackSample.Kind.OFF_CPU, new Stack(List.of(line(line))), 1, micros);
    return new Block(
        WORKER, start, micros, 0, micros, null, Phase.CONTENT, List.of(), List.of(stack), false);
  }

  static WorkerReading reading(double second, double cpuSeconds, long luaMiB) {
    return new WorkerReading(
        WORKER,
        (long) (second * 1e6),
        (long) (cpuSeconds * 1e6),
        0,
        luaMiB << 21,
        new WorkerReading.Lua(1, luaMiB << 20, "pause", 0, 1));
  }
}
