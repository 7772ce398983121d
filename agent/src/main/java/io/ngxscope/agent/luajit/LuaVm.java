package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The VM of one process: reads its state without stopping it. Not thread-safe. */
public final class LuaVm {
  /** Metamethod names come first, some twenty; then the metatables of the fourteen types. */
  private static final int MAX_ROOTS = 48;

  private final RemoteMemory memory;
  private final VmAddress address;
  private final LuaJitLayout layout;

  /** Readies reading a VM that {@link VmLocator} has found. */
  public LuaVm(RemoteMemory memory, VmAddress address) {
    this.memory = memory;
    this.address = address;
    this.layout = address.layout();
  }

  /** Where the VM lives. */
  public VmAddress address() {
    return address;
  }

  /** The same VM, read through other means: for a second thread. */
  LuaVm through(RemoteMemory other) {
    return new LuaVm(other, address);
  }

  RemoteMemory memory() {
    return memory;
  }

  LuaJitLayout layout() {
    return layout;
  }

  /**
   * What the VM is doing; empty if its memory cannot be read or does not look like a VM any more.
   */
  public Optional<VmState> state() {
    LuaJitLayout.Global at = layout.global();
    ByteBuffer g = memory.read(address.global(), at.bytes());
    if (!g.hasRemaining()) {
      return Optional.empty();
    }
    long thread = g.getLong(at.curL());
    int vmstate = g.getInt(at.vmstate());
    long jitBase = g.getLong(at.jitBase());
    long gcTotal = g.getLong(at.gcTotal());
    if (thread == 0) {
      return Optional.of(new VmState(0, vmstate, jitBase, gcTotal, 0, 0, 0, 0, 0));
    }
    return thread(thread, vmstate, jitBase, gcTotal);
  }

  /** What its collector and its table of strings hold; empty if its memory cannot be read. */
  public Optional<Collector> collector() {
    ByteBuffer g = memory.read(address.global() + HeapLayout.G_TOTAL, Collector.BYTES);
    return g.hasRemaining() ? Optional.of(Collector.of(g)) : Optional.empty();
  }

  /**
   * Reads a coroutine of this VM that is not necessarily the executing one.
   *
   * @return its state with the fields of the global state left empty, or nothing if it is no thread
   *     of this VM
   */
  Optional<VmState> thread(long thread) {
    return thread(thread, -1, 0, 0);
  }

  private Optional<VmState> thread(long thread, int vmstate, long jitBase, long gcTotal) {
    LuaJitLayout.State at = layout.state();
    if (!Gc64.plausible(thread)) {
      return Optional.empty();
    }
    ByteBuffer l = memory.read(thread, at.bytes());
    if (!l.hasRemaining()
        || l.get(Gc64.GCT) != Gc64.THREAD
        || l.getLong(at.glref()) != address.global()) {
      return Optional.empty();
    }
    return Optional.of(
        new VmState(
            thread,
            vmstate,
            jitBase,
            gcTotal,
            l.getLong(at.base()),
            l.getLong(at.stack()),
            l.getLong(at.cframe()) & Gc64.CFRAME_MASK,
            at.exdata().isPresent() ? l.getLong(at.exdata().getAsInt()) : 0,
            at.exdata2().isPresent() ? l.getLong(at.exdata2().getAsInt()) : 0));
  }

  /**
   * The registry table, through which every loaded module can be reached; 0 if it cannot be read.
   */
  long registry() {
    long value = memory.readLong(address.global() + layout.global().registry());
    return Gc64.type(value) == Gc64.TABLE ? Gc64.pointer(value) : 0;
  }

  /**
   * Metatables of whole types: those of strings and of the FFI's objects, among {@code g->gcroot}.
   */
  List<Long> baseMetatables() {
    ByteBuffer roots =
        memory.read(address.global() + layout.global().gcroot(), MAX_ROOTS * Long.BYTES);
    List<Long> tables = new ArrayList<>();
    while (roots.remaining() >= Long.BYTES) {
      long root = roots.getLong();
      ByteBuffer header = Gc64.plausible(root) ? memory.read(root, 16) : ByteBuffer.allocate(0);
      if (header.hasRemaining() && header.get(Gc64.GCT) == Gc64.TABLE) {
        tables.add(root);
      }
    }
    return tables;
  }
}
