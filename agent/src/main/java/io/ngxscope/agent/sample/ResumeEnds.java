package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Resumed;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.stream.StreamEvent.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How runs of coroutines ended, until their blocks are built. One thread. */
final class ResumeEnds {
  private static final int MAX_WAITING = 1024;
  private static final Frame UNKNOWN = new Frame.Unknown("no Lua function was seen");

  /** {@code LUA_YIELD} of {@code lua.h}; 0 is success, all others are errors. */
  private static final int YIELD = 1;

  private final Map<Long, Observation> samples = bounded();
  private final Map<Long, StreamEvent.Resumed> ends = bounded();

  private static <V> Map<Long, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, V> eldest) {
        return size() > MAX_WAITING;
      }
    };
  }

  /** Takes a sample; one that belongs to no run may be that of an end. */
  void sampled(Observation seen) {
    if (seen.windowNanos() == 0) {
      samples.put(seen.id(), seen);
    }
  }

  void over(StreamEvent.Resumed end) {
    ends.put(end.run().fromNanos(), end);
  }

  boolean has(Window run) {
    return ends.containsKey(run.fromNanos());
  }

  /** The block with what its end tells. */
  Block complete(Block block, Window run) {
    StreamEvent.Resumed end = ends.remove(run.fromNanos());
    Observation last = end == null ? null : samples.remove(end.id());
    if (end == null) {
      return block;
    }
    Resumed.Status status =
        switch (end.status()) {
          case 0 -> Resumed.Status.DONE;
          case YIELD -> Resumed.Status.YIELDED;
          default -> Resumed.Status.ERROR;
        };
    Frame entry = entry(block, last);
    Frame exit = status == Resumed.Status.DONE || last == null ? null : innermost(last.stack());
    Work work = last == null ? Work.NONE : last.work();
    Resumed how =
        new Resumed(
            status, entry, exit != null ? exit : status == Resumed.Status.DONE ? entry : UNKNOWN);
    return block.with(how, work.request(), work.phase());
  }

  /** Of all that was seen of the run, the outermost Lua function, without the line it was at. */
  private static Frame entry(Block block, @Nullable Observation last) {
    List<Stack> stacks = new ArrayList<>();
    if (last != null) {
      stacks.add(last.stack());
    }
    block.stacks().stream().map(StackSample::stack).forEach(stacks::add);
    for (Stack stack : stacks) {
      for (Frame frame : stack.frames()) {
        if (frame instanceof Frame.Lua lua) {
          return new Frame.Lua(
              lua.function(),
              lua.file(),
              lua.definedLine(),
              lua.definedLine(),
              Frame.LuaMode.INTERPRETED);
        }
      }
    }
    return UNKNOWN;
  }

  private static @Nullable Frame innermost(Stack stack) {
    for (int i = stack.frames().size() - 1; i >= 0; i--) {
      if (stack.frames().get(i) instanceof Frame.Lua lua) {
        return lua;
      }
    }
    return null;
  }
}
