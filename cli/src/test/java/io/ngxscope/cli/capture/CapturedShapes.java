package io.ngxscope.cli.capture;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.samples.stack.ExpectedStack;
import io.ngxscope.samples.stack.SeenFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of a capture beside the shapes that were there.
 *
 * @param right stacks that were taken where a shape stays, and are as expected
 * @param wrong what is wrong with those that are not
 * @param neverSeen shapes without a right stack
 */
record CapturedShapes(int right, List<String> wrong, List<String> neverSeen) {
  /** So many functions of Lua a sampled stack has at least, if it is that deep. */
  private static final int FULL_DEPTH = 128;

  private static final String CUT = "deeper Lua frames not read";

  private record Seen(@Nullable Request request, Phase phase, StackSample sample) {
    /** A timer works for no path. */
    boolean isOf(ExpectedStack shape) {
      return request == null
          ? shape.shape().equals(Names.of(phase))
          : request.uri().equals("/stack/" + shape.shape());
    }
  }

  /** Compares everything of one kind that a capture has seen. */
  static CapturedShapes of(List<ExpectedStack> shapes, Recording recording, StackSample.Kind kind) {
    int right = 0;
    List<String> wrong = new ArrayList<>();
    List<String> neverSeen = new ArrayList<>();
    for (ExpectedStack shape : shapes) {
      List<List<SeenFrame>> there =
          all(recording).stream()
              .filter(seen -> seen.sample().kind() == kind && seen.isOf(shape))
              .map(seen -> frames(seen.sample()))
              .filter(shape::isTakenAtItsLine)
              .toList();
      List<String> here = there.stream().map(f -> difference(shape, f)).toList();
      here.stream().filter(d -> !d.isEmpty()).forEach(wrong::add);
      int rightHere = (int) here.stream().filter(String::isEmpty).count();
      right += rightHere;
      if (rightHere == 0) {
        neverSeen.add(shape.shape());
      }
    }
    return new CapturedShapes(right, wrong, neverSeen);
  }

  /** A stack that says to be cut is compared as far as it goes, and that must be far enough. */
  private static String difference(ExpectedStack shape, List<SeenFrame> frames) {
    boolean cut = frames.stream().anyMatch(f -> CUT.equals(f.function()));
    List<SeenFrame> read = frames.stream().filter(f -> !CUT.equals(f.function())).toList();
    int functions = (int) read.stream().filter(f -> f.kind().equals("lua")).count();
    return !cut
        ? shape.difference(frames).orElse("")
        : functions < FULL_DEPTH
            ? shape.shape() + ": only " + functions + " functions of Lua"
            : shape.innermost(functions).difference(read).orElse("");
  }

  private static List<Seen> all(Recording recording) {
    List<Seen> seen = new ArrayList<>();
    for (Block block : recording.blocks()) {
      block.stacks().forEach(s -> seen.add(new Seen(block.request(), block.phase(), s)));
    }
    for (StackEvent e : recording.samples()) {
      boolean none = e.request().equals(StackEvent.NO_REQUEST);
      seen.add(new Seen(none ? null : e.request(), e.phase(), e.sample()));
    }
    return seen;
  }

  private static List<SeenFrame> frames(StackSample sample) {
    return sample.stack().frames().stream().map(CapturedShapes::frame).toList();
  }

  private static SeenFrame frame(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      Integer line = lua.line() > 0 ? lua.line() : null;
      String mode = Names.of(lua.mode());
      return new SeenFrame("lua", lua.function(), lua.file(), line, lua.definedLine(), mode);
    }
    if (frame instanceof Frame.Native c) {
      return other("c", c.function());
    }
    if (frame instanceof Frame.Fast fast) {
      return other("fast", fast.function());
    }
    return frame instanceof Frame.Kernel kernel
        ? other("kernel", kernel.function())
        : other("unknown", ((Frame.Unknown) frame).why());
  }

  private static SeenFrame other(String kind, @Nullable String function) {
    return new SeenFrame(kind, function, null, null, null, null);
  }

  String describe() {
    return right + " right; never: " + neverSeen + "; wrong: " + String.join("\n", wrong);
  }
}
