package io.ngxscope.samples.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call chain that is known to be right.
 *
 * @param shape the name of the location that has it
 * @param jit true if code may be compiled
 * @param frames from the outermost to the innermost
 */
public record ExpectedStack(String shape, boolean jit, List<ExpectedFrame> frames) {
  /** Copies the frames. */
  public ExpectedStack {
    frames = List.copyOf(frames);
  }

  /**
   * What is wrong with a stack. Frames of C and of the kernel may lie anywhere, but those that are
   * expected must be at their places; of all other frames none may be missing, be there in
   * addition, or be unknown. The first one must be the program's start.
   *
   * @param seen from the outermost to the innermost
   * @return both stacks side by side with the first difference marked; empty if nothing is wrong
   */
  public Optional<String> difference(List<SeenFrame> seen) {
    if (seen.isEmpty() || !"_start".equals(seen.get(0).function())) {
      return Optional.of(text(seen, 0, 0, "the stack does not begin at _start"));
    }
    int next = 0;
    for (int i = 0; i < seen.size(); i++) {
      SeenFrame frame = seen.get(i);
      int match = skipped(next, frame);
      if (match >= 0) {
        next = match + 1;
      } else if (!mayLieBetween(frame)) {
        return Optional.of(text(seen, i, next, "the first frame that is wrong"));
      }
    }
    next = skipOptional(next);
    return next == frames.size()
        ? Optional.empty()
        : Optional.of(text(seen, seen.size(), next, "frames are missing"));
  }

  /**
   * True if a stack was taken where this one is: its innermost frame of Lua is the expected one, by
   * file and function. Only then its difference says something.
   */
  public boolean isTakenThere(List<SeenFrame> seen) {
    Optional<Place> wanted = innermost();
    return seen.stream()
        .filter(SeenFrame::isLua)
        .reduce((first, second) -> second)
        .filter(frame -> wanted.isPresent() && wanted.get().isWithin(frame))
        .isPresent();
  }

  /**
   * True if a stack was taken where this one is, and on its very line: the innermost function has
   * others too. In compiled code the line may be unknown.
   */
  public boolean isTakenAtItsLine(List<SeenFrame> seen) {
    return isTakenThere(seen)
        && seen.stream()
            .filter(SeenFrame::isLua)
            .reduce((first, second) -> second)
            .filter(frame -> isAtItsLine(frame))
            .isPresent();
  }

  private boolean isAtItsLine(SeenFrame frame) {
    Integer line = frame.line();
    return line == null
        ? !"interpreted".equals(frame.mode())
        : innermost().filter(place -> place.line() == line).isPresent();
  }

  /**
   * The innermost part of this chain, for stacks that are known to be cut.
   *
   * @param functions how many functions of Lua it has
   */
  public ExpectedStack innermost(int functions) {
    int from = frames.size();
    for (int left = functions; from > 0 && left > 0; from--) {
      left -= frames.get(from - 1) instanceof ExpectedFrame.Lua ? 1 : 0;
    }
    return new ExpectedStack(shape, jit, frames.subList(from, frames.size()));
  }

  private Optional<Place> innermost() {
    return frames.stream()
        .filter(ExpectedFrame.Lua.class::isInstance)
        .map(frame -> ((ExpectedFrame.Lua) frame).place())
        .reduce((first, second) -> second);
  }

  /** The index of the expected frame that this one is, or -1. */
  private int skipped(int from, SeenFrame seen) {
    for (int i = from; i < frames.size(); i++) {
      if (frames.get(i).matches(seen, jit)) {
        return i;
      }
      if (!isOptional(frames.get(i))) {
        return -1;
      }
    }
    return -1;
  }

  private int skipOptional(int from) {
    int next = from;
    while (next < frames.size() && isOptional(frames.get(next))) {
      next++;
    }
    return next;
  }

  private boolean isOptional(ExpectedFrame frame) {
    return jit && frame instanceof ExpectedFrame.Fast fast && fast.interpretedOnly();
  }

  private static boolean mayLieBetween(SeenFrame frame) {
    return frame.kind().equals("c") || frame.kind().equals("kernel");
  }

  private String text(List<SeenFrame> seen, int at, int next, String what) {
    List<String> lines = new ArrayList<>();
    lines.add(shape + (jit ? " (JIT)" : " (interpreter)") + ": " + what);
    lines.add("  expected, outermost first");
    for (int i = 0; i < frames.size(); i++) {
      lines.add((i == next ? "  > " : "    ") + frames.get(i));
    }
    lines.add("  seen");
    for (int i = 0; i < seen.size(); i++) {
      lines.add((i == at ? "  > " : "    ") + seen.get(i));
    }
    return String.join("\n", lines) + "\n";
  }
}
