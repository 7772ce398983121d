package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.LeakRecording;
import io.ngxscope.agent.recording.MemoryRecording;
import java.io.IOException;
import java.io.OutputStream;

/** Who allocates, as a tree of calls whose weights are bytes. */
final class AllocationGraph {
  private AllocationGraph() {}

  /** All sites of a recording; an empty tree if allocations were not sampled. */
  static PathTree of(MemoryRecording recording) {
    PathTree tree = new PathTree();
    if (recording instanceof LeakRecording leak) {
      for (AllocationSite site : leak.findings().allocations()) {
        add(site, tree);
      }
    }
    return tree;
  }

  private static void add(AllocationSite site, PathTree tree) {
    PathTree.Node at = tree.root();
    for (Frame frame : site.stack().frames()) {
      at = tree.step(at, label(frame));
    }
    tree.add(at, site.samples(), site.allocatedBytes());
  }

  private static String label(Frame frame) {
    return FrameText.name(frame) + " " + FrameText.where(frame);
  }

  /** The flame graph as a picture that stands on its own. */
  static void picture(MemoryRecording recording, OutputStream out) throws IOException {
    RetentionSvg.render(recording.info(), "bytes by who allocates them", of(recording), out);
  }

  /** Where a stack ends, in words: its innermost Lua frame, or what there is. */
  static String place(Stack stack) {
    Frame last = null;
    for (Frame frame : stack.frames()) {
      last = frame instanceof Frame.Lua || !(last instanceof Frame.Lua) ? frame : last;
    }
    return last == null ? "(no stack)" : FrameText.name(last) + " " + FrameText.where(last);
  }
}
