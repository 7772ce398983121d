package io.ngxscope.agent.watch;

import io.ngxscope.agent.luajit.LuaStackReader;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.jna.Registers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Copies the C stack of a worker and merges it with its Lua stack. */
final class NativeStacks {
  private static final int MAX_BYTES = 1 << 18;

  private final RemoteMemory memory;
  private final long top;
  private final LongFunction<Frame> namer;

  NativeStacks(RemoteMemory memory, long top, LongFunction<Frame> namer) {
    this.memory = memory;
    this.top = top;
    this.namer = namer;
  }

  /** Registers and the stack above rsp at the same instant. */
  record Copy(Registers registers, ByteBuffer stack) {}

  Copy copy(Registers r) {
    long size = top - r.rsp();
    int take = size <= 0 || size > 1L << 30 ? 0 : (int) Math.min(size, MAX_BYTES);
    return new Copy(r, memory.read(r.rsp(), take));
  }

  List<Frame> merge(
      @Nullable Copy c, LuaStackReader.@Nullable Copy luaCopy, List<List<Frame>> lua) {
    List<Frame> frames = new ArrayList<>();
    lua.forEach(frames::addAll);
    if (c != null) {
      frames.add(namer.apply(c.registers().rip()));
    }
    return frames;
  }
}
