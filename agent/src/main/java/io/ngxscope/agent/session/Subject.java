package io.ngxscope.agent.session;

import io.ngxscope.agent.heap.HeapPages;
import io.ngxscope.agent.stack.LiveProcess;
import io.ngxscope.agent.target.ProcessSource;
import io.ngxscope.agent.target.Target;
import java.util.List;

/**
 * A worker to be looked at: one that runs, or what a core file has kept of one.
 *
 * @param target who
 * @param source where it is read
 * @param pages its memory, to be copied
 * @param runs whether it runs
 * @param notes what a reader of results must know, in words
 */
record Subject(
    Target target, ProcessSource source, HeapPages pages, boolean runs, List<String> notes) {
  /** Copies the list. */
  Subject {
    notes = List.copyOf(notes);
  }

  static Subject live(Target target) {
    return new Subject(
        target, new LiveProcess(target.pid()), HeapPages.live(target.pid()), true, List.of());
  }
}
