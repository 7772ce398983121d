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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of a capture beside the shapes that were there.
 *
 * @param right stacks that were taken where a shape stays, and are as expected
 * @param differences those that are not
 * @param neverRight shapes without a right stack
 */
record CapturedShapes(int right, List<String> differences, List<String> neverRight) {
  private record Seen(@Nullable Request request, Phase phase, StackSample sample) {}

  /** Compares everything of one kind that a capture has seen. */
  static CapturedShapes of(
      List<ExpectedStack> shapes, Recording recording, StackSample.Kind kind) {
    int right = 0;
    List<String> differences = new ArrayList<>();
    List<String> neverRight = new ArrayList<>();
    List<Seen> all = all(recording);
    for (ExpectedStack shape : shapes) {
      int before = right;
      int seen = 0;
      for (Seen one : all.stream().filter(s -> s.sample().kind() == kind).filter(of(shape)).toList()) {
        List<SeenFrame> frames = frames(one.sample());
        seen++;
        if (shape.isTakenThere(frames)) {
          String difference = shape.difference(frames).orElse("");
          right += difference.isEmpty() ? one.sample().samples() : 0;
          if (!difference.isEmpty()) {
            differences.add(one.sample().samples() + " times " + difference);
          }
        }
      }
      if (right == before) {
        neverRight.add(shape.shape() + " of " + seen);
      }
    }
    return new CapturedShapes(right, differences, neverRight);
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

  /** A timer works for no path. */
  private static Predicate<Seen> of(ExpectedStack shape) {
    return seen -> {
      Request request = seen.request();
      return request == null
          ? shape.shape().equals(Names.of(seen.phase()))
          : request.uri().equals("/stack/" + shape.shape());
    };
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
      return new SeenFrame("c", c.function(), null, null, null, null);
    }
    if (frame instanceof Frame.Fast fast) {
      return new SeenFrame("fast", fast.function(), null, null, null, null);
    }
    return frame instanceof Frame.Kernel kernel
        ? new SeenFrame("kernel", kernel.function(), null, null, null, null)
        : new SeenFrame("unknown", ((Frame.Unknown) frame).why(), null, null, null, null);
  }

  String describe() {
    return right
        + " right; never right: "
        + neverRight
        + "; wrong: "
        + differences.size()
        + "\n"
        + String.join("\n", differences);
  }
}
