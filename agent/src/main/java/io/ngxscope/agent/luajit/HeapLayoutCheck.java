package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds {@link HeapLayout} against a live heap before it is believed: back references, sizes that
 * must agree with each other, types of the first objects of the collector's list. A few hundred
 * reads; the VM may run meanwhile, so what is in flight is asked only once it stands still.
 */
public final class HeapLayoutCheck {
  /** Objects of the list that are looked at. */
  private static final int OBJECTS = 64;

  /** Of these, so many may be torn by the running VM. */
  private static final int TORN = 8;

  /** {@code LJ_STACK_EXTRA} and some: slots of a stack behind {@code maxstack}. */
  private static final int MAX_EXTRA_SLOTS = 64;

  private final RemoteMemory memory;
  private final VmAddress vm;
  private final List<String> failures = new ArrayList<>();

  private HeapLayoutCheck(RemoteMemory memory, VmAddress vm) {
    this.memory = memory;
    this.vm = vm;
  }

  /**
   * Checks.
   *
   * @return what does not fit, in words; empty if all of it fits
   */
  public static List<String> failures(RemoteMemory memory, VmAddress vm) {
    HeapLayoutCheck check = new HeapLayoutCheck(memory, vm);
    check.run();
    return List.copyOf(check.failures);
  }

  private void run() {
    ByteBuffer g = read(vm.global(), HeapLayout.G_BYTES);
    require(g.getInt(HeapLayout.G_STREMPTY + HeapLayout.STRING_LENGTH) == 0, "g->strempty: length");
    require(g.get(HeapLayout.G_STREMPTY + HeapLayout.GCT) == Gc64.STRING, "g->strempty: type");
    long total = g.getLong(HeapLayout.G_TOTAL);
    require(total > 0 && total < 1L << 46, "g->gc.total");
    require((g.get(HeapLayout.G_STATE) & 0xff) <= 5, "g->gc.state");
    int mask = g.getInt(HeapLayout.G_STRMASK);
    require(mask > 0 && Integer.bitCount(mask + 1) == 1, "g->str.mask");
    require(Integer.toUnsignedLong(g.getInt(HeapLayout.G_STRNUM)) * 24 < total, "g->str.num");
    require(Gc64.plausible(g.getLong(HeapLayout.G_STRTAB)), "g->str.tab");
    mainThread();
    ctypes(g.getLong(HeapLayout.G_CTYPE_STATE));
    objects(g.getLong(HeapLayout.G_ROOT));
  }

  private void mainThread() {
    ByteBuffer l = read(vm.mainThread(), vm.layout().state().bytes());
    long stack = l.getLong(HeapLayout.THREAD_STACK);
    long slots = Integer.toUnsignedLong(l.getInt(HeapLayout.THREAD_STACKSIZE));
    long behind = stack + slots * Long.BYTES - l.getLong(HeapLayout.THREAD_MAXSTACK);
    require(behind > 0 && behind <= MAX_EXTRA_SLOTS * Long.BYTES, "L->maxstack, L->stacksize");
    require(l.getLong(HeapLayout.THREAD_TOP) > stack, "L->top");
    require(typeOf(l.getLong(HeapLayout.THREAD_ENV)) == Gc64.TABLE, "L->env");
    long open = l.getLong(HeapLayout.THREAD_OPENUPVAL);
    require(open == 0 || typeOf(open) == Gc64.UPVALUE, "L->openupval");
  }

  private void ctypes(long state) {
    if (state == 0) {
      return; // the FFI is loaded on first use
    }
    ByteBuffer cts = read(state, HeapLayout.CTS_MISCMAP + Long.BYTES);
    require(cts.getLong(HeapLayout.CTS_G) == vm.global(), "CTState: g");
    require(typeOf(cts.getLong(HeapLayout.CTS_FINALIZER)) == Gc64.TABLE, "CTState: a table");
  }

  private void objects(long root) {
    int torn = 0;
    long at = root;
    for (int i = 0; i < OBJECTS && at != 0; i++) {
      int type = typeOf(at);
      if (type < Gc64.UPVALUE || type > HeapLayout.USERDATA || !fits(at, type)) {
        torn++;
      }
      at = memory.readLong(at);
      if (at != 0 && !Gc64.plausible(at)) {
        torn = OBJECTS;
        break;
      }
    }
    require(torn <= TORN, "objects of the collector's list");
  }

  private boolean fits(long at, int type) {
    ByteBuffer o = read(at, HeapLayout.TAB_BYTES);
    return switch (type) {
      case HeapLayout.TABLE -> {
        int hash = o.getInt(HeapLayout.TAB_HMASK) + 1;
        yield hash > 0 && Integer.bitCount(hash) == 1 && o.getInt(HeapLayout.TAB_ASIZE) >= 0;
      }
      case HeapLayout.PROTO ->
          o.getInt(HeapLayout.PROTO_SIZEPT) >= HeapLayout.PROTO_BYTES
              && o.getInt(HeapLayout.PROTO_SIZEPT) >= 4L * o.getInt(vm.layout().proto().sizebc());
      case HeapLayout.FUNCTION -> typeOf(o.getLong(HeapLayout.ENV)) == HeapLayout.TABLE;
      case HeapLayout.UPVALUE ->
          o.get(HeapLayout.UPVALUE_CLOSED) == 0
              || o.getLong(HeapLayout.UPVALUE_V) == at + HeapLayout.UPVALUE_TV;
      default -> true;
    };
  }

  private int typeOf(long address) {
    if (!Gc64.plausible(address)) {
      return -1;
    }
    ByteBuffer header = memory.read(address, 16);
    return header.hasRemaining() ? header.get(Gc64.GCT) : -1;
  }

  /** Zeros where memory cannot be read, so that the requirement fails and not the check. */
  private ByteBuffer read(long address, int length) {
    ByteBuffer got = memory.read(address, length);
    return got.hasRemaining() ? got : ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void require(boolean holds, String what) {
    if (!holds) {
      failures.add(what);
    }
  }
}
