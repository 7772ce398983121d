package io.ngxscope.cli.capture;

import java.util.List;
import java.util.Optional;

/**
 * A stack as JSON schema 1 has it.
 *
 * @param kind {@code on-cpu} or {@code off-cpu}
 * @param samples how often it was seen
 * @param ms the time that it stands for
 * @param frames from the outermost to the innermost
 */
record FoundStack(String kind, int samples, double ms, List<FoundFrame> frames) {
  List<FoundFrame> lua() {
    return frames.stream().filter(FoundFrame::isLua).toList();
  }

  Optional<FoundFrame> innermostLua() {
    List<FoundFrame> lua = lua();
    return lua.isEmpty() ? Optional.empty() : Optional.of(lua.get(lua.size() - 1));
  }

  boolean hasFunction(String kind, String name) {
    return frames.stream().anyMatch(f -> f.kind().equals(kind) && name.equals(f.function()));
  }
}
