package io.ngxscope.agent.probe;

import io.ngxscope.agent.stream.TracerNotice;
import io.ngxscope.agent.stream.TracerNotice.Failure;
import io.ngxscope.agent.stream.TracerNotice.FullMap;
import io.ngxscope.agent.stream.TracerNotice.LostEvents;
import io.ngxscope.agent.stream.TracerNotice.Other;
import io.ngxscope.agent.stream.TracerNotice.Warning;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Sums up what a tracer says about itself. Thread-safe: it says it on two streams. */
final class NoticeTally {
  private static final int MAX_KEPT = 8;

  private final List<SourceLine> source;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Deque<String> others = new ArrayDeque<>();
  private long lost;
  private long fullMaps;

  NoticeTally(List<SourceLine> source) {
    this.source = source;
  }

  synchronized void add(TracerNotice notice) {
    if (notice instanceof LostEvents events) {
      lost += events.count();
    } else if (notice instanceof FullMap) {
      fullMaps++;
    } else if (notice instanceof Warning warning) {
      keep(warnings, warning.text());
    } else if (notice instanceof Failure failure) {
      keep(failures, place(failure.line()) + failure.text());
    } else if (notice instanceof Other other) {
      others.addLast(other.text());
      if (others.size() > MAX_KEPT) {
        others.removeFirst();
      }
    }
  }

  private static void keep(List<String> list, String text) {
    if (list.size() < MAX_KEPT && !list.contains(text)) {
      list.add(text);
    }
  }

  private String place(int line) {
    return line > 0 && line <= source.size() ? source.get(line - 1).place() + ": " : "";
  }

  synchronized long lost() {
    return lost;
  }

  synchronized long fullMaps() {
    return fullMaps;
  }

  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * What it gave up on.
   *
   * @param failed whether it did: if it did not say why, its last words are all there is
   */
  synchronized List<String> failures(boolean failed) {
    return failed && failures.isEmpty() ? List.copyOf(others) : List.copyOf(failures);
  }
}
