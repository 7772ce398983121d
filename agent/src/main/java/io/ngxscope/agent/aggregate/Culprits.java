package io.ngxscope.agent.aggregate;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who is to blame for blocks. Of a block, the culprit is the innermost Lua frame with a known line
 * in its heaviest stack: the line that a Lua programmer can change. Where no Lua ran it is the
 * innermost C or kernel function with a name, else the longest system call.
 */
public final class Culprits {
  /** Paths kept per culprit. */
  public static final int MAX_URIS = 20;

  private static final int MAX_URIS_COUNTED = 10_000;
  private final Map<Frame, Sum> sums = new LinkedHashMap<>();

  /** The culprits of blocks, most time first. */
  public static List<Culprit> of(Iterable<Block> blocks) {
    Culprits culprits = new Culprits();
    blocks.forEach(culprits::add);
    return culprits.ranked();
  }

  /** Blames one more block on its culprit. */
  public void add(Block block) {
    Frame frame = culprit(block);
    sums.computeIfAbsent(key(frame), k -> new Sum(frame)).add(block);
  }

  /** Adds what another one found; that one stays as it is. */
  public void merge(Culprits other) {
    other.sums.forEach((key, sum) -> sums.computeIfAbsent(key, k -> new Sum(sum.frame)).add(sum));
  }

  /** The culprits, most time first. */
  public List<Culprit> ranked() {
    return sums.values().stream()
        .map(Sum::row)
        .sorted(
            Comparator.comparingLong(Culprit::totalMicros)
                .thenComparingLong(Culprit::maxMicros)
                .reversed()
                .thenComparing(c -> c.frame().toString()))
        .toList();
  }

  /** The frame to blame for a block; {@link Frame.Unknown} if there is nothing to go by. */
  public static Frame culprit(Block block) {
    Stack heaviest = heaviest(block);
    Frame lua = innermostLua(heaviest);
    if (lua != null) {
      return lua;
    }
    Frame named = innermostNamed(heaviest);
    return named != null ? named : longestCall(block);
  }

  /**
   * The name of what the culprit of a block had called; empty if nothing, or nothing with a name.
   */
  public static String calling(Block block) {
    List<Frame> frames = heaviest(block).frames();
    int callee = frames.lastIndexOf(culprit(block)) + 1;
    if (callee == 0 || callee == frames.size()) {
      return "";
    }
    if (frames.get(callee) instanceof Frame.Fast fast) {
      return fast.function();
    }
    return frames.get(callee) instanceof Frame.Native c && c.function() != null ? c.function() : "";
  }

  private static Stack heaviest(Block block) {
    return block.stacks().stream()
        .filter(s -> !s.stack().frames().isEmpty())
        .max(Comparator.comparingLong(StackSample::micros))
        .map(StackSample::stack)
        .orElse(Stack.EMPTY);
  }

  private static Frame longestCall(Block block) {
    return block.syscalls().stream()
        .max(Comparator.comparingLong(SyscallTime::micros))
        .<Frame>map(call -> new Frame.Kernel(call.name()))
        .orElse(new Frame.Unknown("no stack could be read"));
  }

  private static @Nullable Frame innermostLua(Stack stack) {
    Frame withoutLine = null;
    for (int i = stack.frames().size() - 1; i >= 0; i--) {
      if (stack.frames().get(i) instanceof Frame.Lua lua) {
        if (lua.line() > 0) {
          return lua;
        }
        withoutLine = withoutLine == null ? lua : withoutLine;
      }
    }
    return withoutLine;
  }

  private static @Nullable Frame innermostNamed(Stack stack) {
    for (int i = stack.frames().size() - 1; i >= 0; i--) {
      Frame frame = stack.frames().get(i);
      boolean named =
          frame instanceof Frame.Kernel
              || frame instanceof Frame.Fast
              || (frame instanceof Frame.Native c && c.function() != null);
      if (named) {
        return frame;
      }
    }
    return null;
  }

  /**
   * What culprits are told apart by: the same line is the same culprit, however it was run, and so
   * is the same C function.
   */
  public static Frame key(Frame frame) {
    if (frame instanceof Frame.Lua lua) {
      return new Frame.Lua(
          null, lua.file(), lua.definedLine(), lua.line(), Frame.LuaMode.INTERPRETED);
    }
    if (frame instanceof Frame.Native c && c.function() != null) {
      return new Frame.Native(c.function(), c.module(), 0, c.source(), false);
    }
    return frame;
  }

  private static final class Sum {
    private final Map<String, Long> uris = new HashMap<>();
    private final Map<String, Long> syscalls = new HashMap<>();
    private final Map<String, Long> callings = new HashMap<>();
    private Frame frame;
    private int blocks;
    private long totalMicros;
    private long maxMicros;
    private long onCpuMicros;

    Sum(Frame frame) {
      this.frame = frame;
    }

    void add(Block block) {
      name(Culprits.culprit(block));
      blocks++;
      totalMicros += block.durationMicros();
      onCpuMicros += block.onCpuMicros();
      maxMicros = Math.max(maxMicros, block.durationMicros());
      Request request = block.request();
      if (request != null) {
        count(uris, request.uri(), block.durationMicros());
      }
      String calling = calling(block);
      if (!calling.isEmpty()) {
        count(callings, calling, block.durationMicros());
      }
      block.syscalls().forEach(call -> count(syscalls, call.name(), call.micros()));
    }

    void add(Sum other) {
      name(other.frame);
      blocks += other.blocks;
      totalMicros += other.totalMicros;
      onCpuMicros += other.onCpuMicros;
      maxMicros = Math.max(maxMicros, other.maxMicros);
      other.uris.forEach((uri, micros) -> count(uris, uri, micros));
      other.callings.forEach((name, micros) -> count(callings, name, micros));
      other.syscalls.forEach((name, micros) -> count(syscalls, name, micros));
    }

    // The bytecode of one caller may name a function where that of another does not.
    private void name(Frame other) {
      if (frame instanceof Frame.Lua mine && mine.function() == null) {
        frame = other;
      }
    }

    private static void count(Map<String, Long> times, String what, long micros) {
      if (times.size() < MAX_URIS_COUNTED || times.containsKey(what)) {
        times.merge(what, micros, Long::sum);
      }
    }

    Culprit row() {
      return new Culprit(
          frame,
          blocks,
          totalMicros,
          maxMicros,
          onCpuMicros,
          longest(callings),
          longest(syscalls),
          ranked(uris, MAX_URIS),
          uris.size());
    }

    private static String longest(Map<String, Long> times) {
      return ranked(times, 1).stream().findFirst().orElse("");
    }

    private static List<String> ranked(Map<String, Long> times, int most) {
      return times.entrySet().stream()
          .sorted(
              Map.Entry.<String, Long>comparingByValue()
                  .reversed()
                  .thenComparing(Map.Entry.comparingByKey()))
          .limit(most)
          .map(Map.Entry::getKey)
          .toList();
    }
  }
}
