package io.ngxscope.cli.capture;

import io.ngxscope.samples.TruthRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A true block, and the one that was found at its time in its worker. */
record Pair(TruthRecord truth, FoundBlock found) {
  double trueMs() {
    return truth.durationUs() / 1e3;
  }

  double durationErrorMs() {
    return Math.abs(found.durationMs() - trueMs());
  }

  /** What is wrong with it besides its duration, in words; empty if nothing is. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    Optional<FoundFrame> frame = accused();
    if (frame.isEmpty()) {
      faults.add("line");
    } else if (!isFunctionOf(frame.get())) {
      faults.add("function");
    }
    if (!Objects.equals(found.uri(), truth.uri())) {
      faults.add("URI");
    }
    return faults;
  }

  /** The frame of the marked line in the heaviest stack, where the truth says that it must be. */
  private Optional<FoundFrame> accused() {
    FoundStack stack = found.heaviest();
    return truth.innermost()
        ? stack.innermostLua().filter(this::isMarkedLine)
        : stack.lua().stream().filter(this::isMarkedLine).findFirst();
  }

  private boolean isMarkedLine(FoundFrame frame) {
    // The "=" of a chunk name is LuaJIT's sign for "as is" (luaL_loadbuffer), no part of the name.
    String file = truth.file().startsWith("=") ? truth.file().substring(1) : truth.file();
    return file.equals(frame.file()) && Objects.equals(truth.line(), frame.line());
  }

  /** Functions may be named by the module that has them, such as {@code shop.pricing.quote}. */
  private boolean isFunctionOf(FoundFrame frame) {
    boolean definedThere = Objects.equals(frame.definedLine(), truth.functionLine());
    String found = frame.function();
    if (truth.function() == null || found == null) {
      return definedThere; // a function without a name is known by the line it begins on
    }
    return definedThere
        && (found.equals(truth.function()) || found.endsWith("." + truth.function()));
  }

  /** One line for the message of a failure. */
  String describe() {
    return describe(truth) + "; " + found.describe() + "; wrong: " + faults();
  }

  static String describe(TruthRecord truth) {
    return String.format(
        "%s: true %.1f ms at %d in %d, %s, %s %s:%d",
        truth.name(),
        truth.durationUs() / 1e3,
        truth.startUnixUs() / 1000,
        truth.pid(),
        truth.uri(),
        truth.function(),
        truth.file(),
        truth.line());
  }
}
