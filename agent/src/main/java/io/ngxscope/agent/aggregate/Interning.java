package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.InternCaller;
import io.ngxscope.agent.model.InternPart;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sums up the samples that met a worker interning strings. One thread. */
public final class Interning {
  /** The functions of LuaJIT that intern (lj_str.c), by the names that stacks give them. */
  private static final String NEW = "lj_str_new";

  private static final String RESIZE = "lj_str_resize";
  private static final String REHASH = "lj_str_rehash_chain";

  /** More stacks than these are added up under the one that is left of them: nothing. */
  private static final int MAX_CALLERS = 20_000;

  private final Map<InternPart, Long> parts = new EnumMap<>(InternPart.class);
  private final Map<Key, Long> callers = new LinkedHashMap<>();
  private long samples;

  private record Key(Stack stack, Request request) {}

  /** Adds a sample. */
  public void add(StackEvent event) {
    samples += event.sample().samples();
    Stack stack = event.sample().stack();
    Optional<InternPart> part = part(stack);
    if (part.isPresent()) {
      parts.merge(part.get(), (long) event.sample().samples(), Long::sum);
      Key key = new Key(stack, event.request());
      if (callers.containsKey(key) || callers.size() < MAX_CALLERS) {
        callers.merge(key, (long) event.sample().samples(), Long::sum);
      }
    }
  }

  /**
   * The sum.
   *
   * @param tickMicros time that a sample stands for, in microseconds
   * @param spanMicros time in which samples were taken, in microseconds
   * @param lost samples that are known to be lost
   */
  public InternShare share(long tickMicros, long spanMicros, long lost) {
    List<InternCaller> sorted =
        callers.entrySet().stream()
            .map(
                e ->
                    new InternCaller(
                        e.getKey().stack(),
                        e.getKey().request(),
                        e.getValue(),
                        e.getValue() * tickMicros,
                        0,
                        0,
                        0))
            .sorted(Comparator.comparingLong(InternCaller::micros).reversed())
            .toList();
    return new InternShare(samples, parts, tickMicros, spanMicros, lost, sorted);
  }

  /** What part of interning a thread was met in; nothing if it did something else. */
  public static Optional<InternPart> part(Stack stack) {
    List<Frame> frames = stack.frames();
    int first = first(frames);
    if (first < 0) {
      return Optional.empty();
    }
    for (int i = first; i < frames.size(); i++) {
      String name = function(frames.get(i));
      if (name.equals(RESIZE) || name.equals(REHASH)) {
        return Optional.of(InternPart.RESIZE);
      }
    }
    return Optional.of(
        first + 1 == frames.size()
            ? InternPart.SEARCH
            : called(frames.get(first), frames.get(first + 1)));
  }

  /** The innermost call of interning: whatever runs below it runs for it. */
  private static int first(List<Frame> frames) {
    for (int i = frames.size() - 1; i >= 0; i--) {
      String name = function(frames.get(i));
      if (name.equals(NEW) || name.equals(RESIZE) || name.equals(REHASH)) {
        return i > 0 && function(frames.get(i - 1)).equals(NEW) ? i - 1 : i;
      }
      if (frames.get(i) instanceof Frame.Lua) {
        return -1;
      }
    }
    return -1;
  }

  private static InternPart called(Frame interning, Frame next) {
    if (next instanceof Frame.Kernel) {
      return InternPart.SEARCH; // a page of a string or of the table was not there
    }
    if (!(next instanceof Frame.Native c) || !(interning instanceof Frame.Native own)) {
      return InternPart.OTHER;
    }
    String name = c.function() == null ? "" : c.function();
    if (name.contains("memcmp") || name.contains("bcmp")) {
      return InternPart.COMPARE;
    }
    if (name.contains("memcpy") || name.contains("memmove")) {
      return InternPart.COPY;
    }
    if (name.startsWith("lj_mem_") || name.startsWith("lj_alloc_")) {
      return InternPart.ALLOCATE;
    }
    if (name.contains("hash")) {
      return InternPart.HASH;
    }
    // Of LuaJIT's own functions that it calls, all others have a name by now.
    return name.isEmpty() && c.module().equals(own.module()) ? InternPart.HASH : InternPart.OTHER;
  }

  private static String function(Frame frame) {
    return frame instanceof Frame.Native c && c.function() != null ? c.function() : "";
  }
}
