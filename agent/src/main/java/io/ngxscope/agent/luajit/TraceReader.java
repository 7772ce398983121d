package io.ngxscope.agent.luajit;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Recovers the Lua frames of compiled code. Functions inlined into a trace have no frame on the Lua
 * stack, and the bytecode position is in no register; but each exit of a trace has a snapshot that
 * says both ({@code GCtrace}, {@code SnapShot}, {@code lj_jit.h}): the last snapshot at or before
 * the machine instruction tells what runs.
 */
final class TraceReader {
  /** Offsets in {@code GCtrace} with 64-bit references. */
  private static final int NSNAP = 10;

  private static final int IR = 32;
  private static final int SNAP = 48;
  private static final int SNAPMAP = 56;
  private static final int STARTPT = 64;
  private static final int SIZE_MCODE = 84;
  private static final int MCODE = 88;
  private static final int TRACENO = 104;
  private static final int ROOT = 108;
  private static final int HEADER_BYTES = 112;

  private static final int SNAPSHOT_BYTES = 12;
  private static final int REF_BIAS = 0x8000;

  /**
   * The JIT's state follows the global state; where its array of traces is differs between builds.
   */
  private static final int SEARCH_FROM = 0x1a8;

  private static final int SEARCH_TO = 0x1800;
  private static final int MAX_INLINED = 64;

  private final LuaVm vm;
  private final RemoteMemory memory;
  private final NavigableMap<Long, Integer> numbers = new TreeMap<>();
  private long arrayField;

  TraceReader(LuaVm vm) {
    this.vm = vm;
    this.memory = vm.memory();
  }

  /**
   * The function that a trace entered.
   *
   * @param function its {@code GCfuncL}
   * @param code start of its bytecode
   */
  record Root(long function, long code) {}

  /**
   * A trace that was found by its machine code.
   *
   * @param number its number
   * @param proto prototype of the function in which it, or the trace that it is a branch of, begins
   */
  record Traced(int number, long proto) {}

  /**
   * The trace that a machine instruction belongs to.
   *
   * @param hint a number to try first, such as that of the trace that runs now
   */
  Optional<Traced> at(long pc, int hint) {
    int number = holds(trace(hint), pc) ? hint : search(pc);
    ByteBuffer t = header(trace(number));
    if (!t.hasRemaining()) {
      return Optional.empty();
    }
    int root = t.getShort(ROOT) & 0xffff;
    ByteBuffer start = root == 0 ? t : header(trace(root));
    return start.hasRemaining()
        ? Optional.of(new Traced(number, start.getLong(STARTPT)))
        : Optional.empty();
  }

  /** Looks through all traces, and remembers where each of them lies. */
  private int search(long pc) {
    Map.Entry<Long, Integer> known = numbers.floorEntry(pc);
    if (known != null && holds(trace(known.getValue()), pc)) {
      return known.getValue();
    }
    if (arrayField == 0 && trace(1) == 0) {
      return 0;
    }
    numbers.clear();
    // J->sizetrace lies behind J->trace and J->freetrace (lj_jit.h).
    int size = Math.max(0, Math.min(memory.readInt(arrayField + 12), 1 << 16));
    ByteBuffer array = memory.read(memory.readLong(arrayField), size * Long.BYTES);
    for (int i = 1; i * Long.BYTES < array.limit(); i++) {
      ByteBuffer t = header(array.getLong(i * Long.BYTES));
      if (t.hasRemaining() && t.get(Gc64.GCT) == Gc64.TRACE) {
        numbers.put(t.getLong(MCODE), i);
      }
    }
    Map.Entry<Long, Integer> found = numbers.floorEntry(pc);
    return found != null && holds(trace(found.getValue()), pc) ? found.getValue() : 0;
  }

  private boolean holds(long trace, long pc) {
    ByteBuffer t = header(trace);
    long offset = t.hasRemaining() ? pc - t.getLong(MCODE) : -1;
    return offset >= 0 && offset < Integer.toUnsignedLong(t.getInt(SIZE_MCODE));
  }

  private ByteBuffer header(long trace) {
    return Gc64.plausible(trace) ? memory.read(trace, HEADER_BYTES) : ByteBuffer.allocate(0);
  }

  /**
   * The frames that one machine instruction of a trace stands for.
   *
   * @param traceno number of the trace, as {@code g->vmstate} has it
   * @param pc address of the instruction
   * @param root the function that has a frame on the stack
   * @return from the innermost to the function that the trace entered; empty if the trace does not
   *     hold the instruction any more
   */
  Optional<List<RawFrame>> frames(int traceno, long pc, Root root) {
    long trace = trace(traceno);
    ByteBuffer t = trace == 0 ? ByteBuffer.allocate(0) : memory.read(trace, HEADER_BYTES);
    if (!t.hasRemaining()) {
      return Optional.empty();
    }
    long offset = pc - t.getLong(MCODE);
    if (offset < 0 || offset >= Integer.toUnsignedLong(t.getInt(SIZE_MCODE))) {
      return Optional.empty();
    }
    Around around = around(t, offset);
    if (around == null) {
      return Optional.empty();
    }
    Optional<List<RawFrame>> frames = frames(around.before(), t, root);
    return around.after() == null || frames.isEmpty()
        ? frames
        : frames(around.after(), t, root).map(after -> certain(frames.get(), after));
  }

  /**
   * The instruction lies between two snapshots. Where both are in the same functions, it runs what
   * the first one says; where one of them is in a function that the other is not in, only what they
   * share is certain.
   */
  static List<RawFrame> certain(List<RawFrame> before, List<RawFrame> after) {
    int shared = 0;
    while (shared < before.size()
        && shared < after.size()
        && sameFunction(
            before.get(before.size() - 1 - shared), after.get(after.size() - 1 - shared))) {
      shared++;
    }
    if (shared == before.size() && shared == after.size()) {
      return before;
    }
    List<RawFrame> certain = new ArrayList<>(before.subList(before.size() - shared, before.size()));
    if (shared > 0 && !certain.get(0).equals(after.get(after.size() - shared))) {
      RawFrame.LuaFunction f = (RawFrame.LuaFunction) certain.get(0);
      certain.set(0, new RawFrame.LuaFunction(f.function(), f.proto(), -1, f.mode()));
    }
    return certain;
  }

  private static boolean sameFunction(RawFrame a, RawFrame b) {
    return a instanceof RawFrame.LuaFunction x
        && b instanceof RawFrame.LuaFunction y
        && x.proto() == y.proto();
  }

  private record Snapshot(int mapOffset, int entries) {}

  /** The last snapshot at or before an instruction, and the next one if there is one. */
  private record Around(Snapshot before, @Nullable Snapshot after) {}

  private @Nullable Around around(ByteBuffer trace, long offset) {
    int count = trace.getShort(NSNAP) & 0xffff;
    ByteBuffer snapshots = memory.read(trace.getLong(SNAP), count * SNAPSHOT_BYTES);
    Snapshot before = null;
    Snapshot after = null;
    for (int at = 0; at < snapshots.limit(); at += SNAPSHOT_BYTES) {
      int mcodeOffset = snapshots.getShort(at + 6) & 0xffff;
      Snapshot here = new Snapshot(snapshots.getInt(at), snapshots.get(at + 10) & 0xff);
      if (before == null || mcodeOffset <= offset) {
        before = here;
        after = null;
      } else if (after == null) {
        after = here;
      }
    }
    return before == null ? null : new Around(before, after);
  }

  private Optional<List<RawFrame>> frames(Snapshot snapshot, ByteBuffer trace, Root root) {
    long at = trace.getLong(SNAPMAP) + 4L * Integer.toUnsignedLong(snapshot.mapOffset());
    ByteBuffer map = memory.read(at, 4 * snapshot.entries() + Long.BYTES);
    if (!map.hasRemaining()) {
      return Optional.empty();
    }
    Map<Integer, Long> constants = constants(map, snapshot.entries(), trace.getLong(IR));
    long pcAndBase = map.getLong(4 * snapshot.entries());
    return chain(constants, pcAndBase >>> 8, (int) (pcAndBase & 0xff), root);
  }

  /**
   * Functions and links of inlined frames are constants of the trace: slot of the stack, then the
   * value.
   */
  private Map<Integer, Long> constants(ByteBuffer map, int entries, long ir) {
    Map<Integer, Long> constants = new HashMap<>();
    for (int i = 0; i < entries; i++) {
      int entry = map.getInt(4 * i);
      int ref = entry & 0xffff;
      if (ref < REF_BIAS) {
        constants.put(entry >>> 24, memory.readLong(ir + 8L * (ref + 1)));
      }
    }
    return constants;
  }

  /** From the innermost inlined function to the one that has a frame on the stack. */
  private Optional<List<RawFrame>> chain(
      Map<Integer, Long> constants, long pc, int slot, Root root) {
    List<RawFrame> frames = new ArrayList<>();
    long next = pc + 4; // positions count the instruction before the next one
    int at = slot;
    while (at > 0 && frames.size() < MAX_INLINED) {
      Long function = constants.get(at);
      Long link = constants.get(at + 1);
      if (function == null || link == null) {
        return Optional.empty();
      }
      function(Gc64.pointer(function), next, Frame.LuaMode.INLINED).ifPresent(frames::add);
      if ((link & 3) == 0) {
        byte[] a = new byte[1];
        next = link;
        at = memory.read(link - 3, a, 1) == 1 ? at - 2 - (a[0] & 0xff) : -1;
      } else {
        next = 0;
        at -= (int) ((link & ~7L) >> 3);
      }
    }
    if (at != 0) {
      return Optional.empty();
    }
    frames.add(function(root.function(), root.code(), next, Frame.LuaMode.COMPILED));
    return Optional.of(frames);
  }

  private Optional<RawFrame> function(long function, long next, Frame.LuaMode mode) {
    ByteBuffer header =
        Gc64.plausible(function)
            ? memory.read(function, Gc64.FUNC_HEADER_BYTES)
            : ByteBuffer.allocate(0);
    if (!header.hasRemaining()
        || header.get(Gc64.GCT) != Gc64.FUNCTION
        || header.get(Gc64.FUNC_FFID) != 0) {
      return Optional.empty();
    }
    return Optional.of(function(function, header.getLong(Gc64.FUNC_PC), next, mode));
  }

  private RawFrame function(long function, long code, long next, Frame.LuaMode mode) {
    return new RawFrame.LuaFunction(
        function,
        code - vm.layout().proto().bytes(),
        RawFrame.LuaFunction.position(next, code),
        mode);
  }

  /** Address of a trace; 0 if there is none of that number (any more). */
  private long trace(int traceno) {
    if (traceno <= 0 || traceno > 0xffff) {
      return 0;
    }
    if (arrayField != 0) {
      return traceIn(memory.readLong(arrayField), traceno);
    }
    long global = vm.address().global();
    ByteBuffer words = memory.read(global + SEARCH_FROM, SEARCH_TO - SEARCH_FROM);
    for (int o = 0; o + Long.BYTES <= words.limit(); o += Long.BYTES) {
      long found = traceIn(words.getLong(o), traceno);
      if (found != 0) {
        arrayField = global + SEARCH_FROM + o;
        return found;
      }
    }
    return 0;
  }

  private long traceIn(long array, int traceno) {
    if (!Gc64.plausible(array)) {
      return 0;
    }
    long trace = memory.readLong(array + 8L * traceno);
    if (!Gc64.plausible(trace)) {
      return 0;
    }
    ByteBuffer t = memory.read(trace, HEADER_BYTES);
    return t.hasRemaining()
            && t.get(Gc64.GCT) == Gc64.TRACE
            && (t.getShort(TRACENO) & 0xffff) == traceno
        ? trace
        : 0;
  }
}
