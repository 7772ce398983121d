package io.ngxscope.agent.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.List;

/**
 * Folded stacks: {@code outer;inner 12}. One thread turns text into numbers of frames, the other
 * puts these into the tree: either is half of the work.
 */
final class FoldedReader {
  private static final int LOOK_AT_LINES = 50;

  private FoldedReader() {}

  static boolean recognises(Head head) {
    List<String> lines =
        head.lines().stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .limit(LOOK_AT_LINES)
            .toList();
    return !lines.isEmpty() && lines.stream().filter(Head::isFolded).count() * 2 >= lines.size();
  }

  static void read(InputStream in, Intake intake) throws IOException {
    StackHandover handover = new StackHandover();
    FoldedParser parser = new FoldedParser(in, new FrameNames(intake.builder()), handover);
    Thread thread = new Thread(() -> parse(parser, handover), "ngxscope-fold");
    thread.setDaemon(true);
    thread.start();
    StackIntake stacks = new StackIntake(intake);
    try {
      StackBatch batch = handover.take();
      while (batch != null) {
        stacks.add(batch);
        handover.giveBack(batch);
        batch = handover.take();
      }
      thread.join(); // what it counted is ours from here on
      parser.tell(intake);
      handover.rethrow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      thread.interrupt(); // if we have failed, it must not wait for us
    }
  }

  private static void parse(FoldedParser parser, StackHandover handover) {
    try {
      parser.run();
      handover.end(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody waits any more
    } catch (IOException | RuntimeException | Error e) {
      handover.end(e);
    }
  }
}
