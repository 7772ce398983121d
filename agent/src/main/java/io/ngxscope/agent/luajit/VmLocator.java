package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the Lua VM of a process and the layout that fits it. A {@code lua_State} given as a
 * candidate, or one met while scanning memory, is believed only if the global state behind it
 * points back at it and allocates through LuaJIT's code.
 */
public final class VmLocator {
  /** The main thread lies 16-byte aligned at the start of {@code GG_State}. */
  private static final int ALIGNMENT = 16;

  private static final int CHUNK = 1 << 20;

  /** Memory scanned at most: the VM is created early and lies low in its arena. */
  private static final long MAX_SCAN = 1L << 30;

  private final RemoteMemory memory;
  private final List<AddressRange> luaJitCode;

  /**
   * Readies locating.
   *
   * @param memory of the process
   * @param luaJitCode executable ranges of the object that contains LuaJIT
   */
  public VmLocator(RemoteMemory memory, List<AddressRange> luaJitCode) {
    this.memory = memory;
    this.luaJitCode = List.copyOf(luaJitCode);
  }

  /**
   * Checks a candidate.
   *
   * @param mainThread what might be a main {@code lua_State}
   * @param via how it was found, for the report
   */
  public Optional<VmAddress> verify(long mainThread, String via) {
    if (!Gc64.plausible(mainThread)) {
      return Optional.empty();
    }
    for (LuaJitLayout layout : LuaJitLayout.KNOWN) {
      LuaJitLayout.State state = layout.state();
      ByteBuffer l = memory.read(mainThread, state.bytes());
      if (l.hasRemaining()
          && l.get(Gc64.GCT) == Gc64.THREAD
          && l.getLong(state.glref()) == mainThread + state.bytes()
          && globalFits(mainThread, mainThread + state.bytes(), layout)) {
        return Optional.of(new VmAddress(mainThread, mainThread + state.bytes(), layout, via));
      }
    }
    return Optional.empty();
  }

  private boolean globalFits(long mainThread, long global, LuaJitLayout layout) {
    LuaJitLayout.Global at = layout.global();
    ByteBuffer g = memory.read(global, at.bytes());
    return g.hasRemaining()
        && inLuaJit(g.getLong(0))
        && g.getLong(at.mainThread()) == mainThread
        && Gc64.type(g.getLong(at.registry())) == Gc64.TABLE
        && isThread(g.getLong(at.curL()), global, layout);
  }

  private boolean isThread(long thread, long global, LuaJitLayout layout) {
    if (thread == 0) {
      return true;
    }
    ByteBuffer l = memory.read(thread, layout.state().bytes());
    return l.hasRemaining()
        && l.get(Gc64.GCT) == Gc64.THREAD
        && l.getLong(layout.state().glref()) == global;
  }

  private boolean inLuaJit(long address) {
    return luaJitCode.stream().anyMatch(r -> r.contains(address));
  }

  /**
   * True if a candidate looks like a {@code lua_State} of a build with 32-bit references (Debian
   * 11), which is another layout altogether: {@code gct} is then the sixth byte and the global
   * state a 32-bit address.
   */
  public boolean hasShortReferences(long mainThread) {
    ByteBuffer l = memory.read(mainThread, 16);
    if (!l.hasRemaining() || l.get(5) != Gc64.THREAD) {
      return false;
    }
    // Before the string table moved behind it, allocf was the third field of global_State.
    long global = Integer.toUnsignedLong(l.getInt(8));
    return inLuaJit(memory.readLong(global)) || inLuaJit(memory.readLong(global + 0x10));
  }

  /**
   * Looks through memory for main threads.
   *
   * @param writable the private anonymous writable ranges of the process, the heap included
   * @return what was found; normally one for http and one for stream
   */
  public List<VmAddress> scan(List<AddressRange> writable) {
    List<VmAddress> found = new ArrayList<>();
    long budget = MAX_SCAN;
    byte[] chunk = new byte[CHUNK];
    for (AddressRange range : writable) {
      for (long at = range.start(); at < range.end() && budget > 0; at += CHUNK) {
        int length = (int) Math.min(CHUNK, range.end() - at);
        int got = memory.read(at, chunk, length);
        scan(chunk, got, at, found);
        budget -= length;
      }
    }
    return found;
  }

  private void scan(byte[] chunk, int length, long address, List<VmAddress> found) {
    ByteBuffer words = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    for (int o = 0; o + 0x18 <= length; o += ALIGNMENT) {
      if (chunk[o + Gc64.GCT] == Gc64.THREAD) {
        long behind = words.getLong(o + 0x10) - (address + o);
        if (behind >= 0x40 && behind <= 0x100) {
          verify(address + o, "memory scan").ifPresent(found::add);
        }
      }
    }
  }
}
