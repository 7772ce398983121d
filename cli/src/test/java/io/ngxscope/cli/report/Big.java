package io.ngxscope.cli.report;

import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.recording.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A profile with very many different stacks. */
final class Big {
  private Big() {}

  /** The same as the result of a command. */
  static Recording capture(String command, int stacks) {
    Recording r = profile(stacks);
    CaptureInfo info = r.info();
    return new Recording(
        new CaptureInfo(
            command,
            info.commandLine(),
            info.version(),
            "sample",
            info.startUnixMicros(),
            info.options(),
            info.host()),
        r.targets(),
        r.blocks(),
        r.samples(),
        r.workerEvents(),
        r.loopBuckets(),
        r.quality(),
        r.endUnixMicros(),
        r.complete());
  }

  /** So many different stacks of 10 to 40 frames, as a wide program has them. */
  static Recording profile(int stacks) {
    Random random = new Random(3);
    List<Frame> functions = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      functions.add(
          i % 3 == 0
              ? new Frame.Lua(
                  "fn_" + i,
                  "/app/lib/module_" + i % 90 + ".lua",
                  1,
                  i + 1,
                  Frame.LuaMode.INTERPRETED)
              : new Frame.Native(
                  "function_number_" + i, "nginx", i * 16L, NameSource.EXPORTED, false));
    }
    List<StackEvent> samples = new ArrayList<>();
    List<Frame> frames = new ArrayList<>();
    for (int i = 0; i < stacks; i++) {
      // Neighbours share their outer frames.
      int keep = Math.min(frames.size(), random.nextInt(12));
      frames = new ArrayList<>(frames.subList(0, keep));
      int depth = 10 + random.nextInt(30);
      while (frames.size() < depth) {
        frames.add(functions.get(random.nextInt(frames.size() < 4 ? 4 : functions.size())));
      }
      StackSample sample =
          new StackSample(
              StackSample.Kind.ON_CPU, new Stack(frames), 1, 1_000 + random.nextInt(20_000));
      samples.add(
          new StackEvent(
              Incident.WORKERS.get(i % 3),
              Incident.START + i * 100L,
              StackEvent.NO_REQUEST,
              sample));
    }
    Recording r = Incident.recording();
    return new Recording(
        r.info(),
        r.targets(),
        List.of(),
        samples,
        List.of(),
        List.of(),
        r.quality(),
        r.endUnixMicros(),
        true);
  }
}
