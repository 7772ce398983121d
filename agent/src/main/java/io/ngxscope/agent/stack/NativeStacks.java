package io.ngxscope.agent.stack;

import io.ngxscope.agent.luajit.VmState;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.jna.Registers;
import io.ngxscope.agent.symbol.NativeSymbolizer;
import io.ngxscope.agent.target.GeneratedCode;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.unwind.CFrames;
import io.ngxscope.agent.unwind.LuaJitRanges;
import io.ngxscope.agent.unwind.StackMemory;
import io.ngxscope.agent.unwind.StartRegisters;
import io.ngxscope.agent.unwind.UnwindEnd;
import io.ngxscope.agent.unwind.UnwindTables;
import io.ngxscope.agent.unwind.Unwinder;
import io.ngxscope.agent.unwind.UnwoundFrame;
import io.ngxscope.agent.unwind.UnwoundStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Copies the C stack of a worker, unwinds it, and puts its Lua frames in their places. */
public final class NativeStacks {
  /** Deeper C stacks are cut; PCRE's recursion can take megabytes. */
  private static final int MAX_BYTES = 1 << 18;

  private static final long REFRESH_NANOS = 200_000_000L;

  private final RemoteMemory memory;
  private final StackRanges ranges;
  private final AddressRange interpreter;
  private final Supplier<@Nullable ProcessImage> images;
  private final UnwindTables tables;
  private final NativeSymbolizer symbols;
  private final UnwindTally tally;
  private NativeNames names;
  private boolean counting = true;
  private Unwinder unwinder;
  private long refreshedAt = System.nanoTime();

  /**
   * Readies the stacks of one thread, or of some of one process.
   *
   * @param ranges where they lie
   * @param interpreter machine code of LuaJIT's interpreter, empty without
   * @param image its code at the moment
   * @param images gives a new look at it: code is loaded and compiled while it runs; null if it is
   *     gone
   */
  NativeStacks(
      RemoteMemory memory,
      StackRanges ranges,
      AddressRange interpreter,
      ProcessImage image,
      Supplier<@Nullable ProcessImage> images,
      UnwindTables tables,
      NativeSymbolizer symbols,
      UnwindTally tally) {
    this.memory = memory;
    this.ranges = ranges;
    this.interpreter = interpreter;
    this.images = images;
    this.tables = tables;
    this.symbols = symbols;
    this.tally = tally;
    this.names = new NativeNames(image, symbols);
    this.unwinder = unwinder(image);
  }

  private Unwinder unwinder(ProcessImage of) {
    List<AddressRange> traces =
        of.generatedCode().stream()
            .filter(g -> g.kind() == GeneratedCode.Kind.TRACES)
            .map(g -> new AddressRange(g.start(), g.end()))
            .toList();
    return new Unwinder(
        of.code(), new LuaJitRanges(interpreter, traces, LuaJitRanges.CFRAME_BYTES), tables);
  }

  /** The stack on which a thread with these registers is; any of them if they are not known. */
  AddressRange range(@Nullable Registers r) {
    return r == null ? ranges.ofUnknown() : ranges.of(r.rsp());
  }

  /** Registers and the stack above rsp at the same instant. */
  public record Copy(Registers registers, boolean inKernel, NativeBytes stack) {}

  /**
   * Copies the stack.
   *
   * @param inKernel true if the registers are those that the kernel shows of a thread that waits:
   *     rip and rsp alone
   */
  Copy copy(Registers r, boolean inKernel) {
    long size = ranges.of(r.rsp()).end() - r.rsp();
    int take = size <= 0 || size > 1L << 30 ? 0 : (int) Math.min(size, MAX_BYTES);
    byte[] bytes = new byte[take];
    return new Copy(
        r, inKernel, new NativeBytes(r.rsp(), bytes, memory.read(r.rsp(), bytes, take)));
  }

  /**
   * An unwound C stack with the chain of LuaJIT's frames in it.
   *
   * @param stack its frames
   * @param chain the links at the same instant
   */
  public record Unwound(UnwoundStack stack, CFrames chain) {
    /** The machine instruction inside the innermost trace; 0 if no trace runs. */
    long tracePc() {
      for (UnwoundFrame frame : stack.frames()) {
        if (frame.kind() == UnwoundFrame.Kind.TRACE) {
          return frame.codeAddress();
        }
      }
      return 0;
    }
  }

  /**
   * Unwinds a copied stack.
   *
   * @param state the VM at the same instant, or null if no Lua runs
   */
  Unwound unwind(Copy copy, @Nullable VmState state) {
    return unwind(start(copy), copy.stack().memory(), state == null ? 0 : state.cframe());
  }

  /**
   * Unwinds a stack that was copied elsewhere.
   *
   * @param start the registers at the same instant
   * @param cframe {@code L->cframe} at that instant, 0 if no Lua runs
   */
  public Unwound unwind(StartRegisters start, StackMemory stack, long cframe) {
    CFrames chain = CFrames.read(stack, cframe, interpreter);
    UnwoundStack unwound = unwind(start, stack, chain);
    if (counting) {
      tally.unwound(unwound.end().isComplete());
    }
    return new Unwound(unwound, chain);
  }

  /**
   * Unwinds a stack that was copied elsewhere, where nothing is known of the VM at that instant.
   *
   * @param start the registers at the same instant
   * @param isThread whether a coroutine lies at an address
   */
  Unwound unwind(StartRegisters start, StackMemory stack, LongPredicate isThread) {
    CFrames chain = unwinder.findCFrames(stack, start.sp(), isThread);
    UnwoundStack unwound = unwind(start, stack, chain);
    if (counting) {
      tally.unwound(unwound.end().isComplete());
    }
    // What unwinding has passed by are remains of calls that are over.
    long[] met =
        Arrays.stream(unwound.boundaries(chain))
            .filter(l -> l >= 0)
            .mapToLong(chain::get)
            .toArray();
    return new Unwound(unwound, CFrames.of(met));
  }

  /** First instruction of the function around an address, 0 if it is not known. */
  long functionStart(long address) {
    return names.functionStart(address);
  }

  /**
   * One stack of C and Lua.
   *
   * @param unwound the C stack, or null if it is not known
   * @param lua its frames between two boundaries with C, all from the outermost to the innermost
   */
  List<Frame> merge(@Nullable Unwound unwound, List<List<Frame>> lua) {
    if (unwound == null) {
      return lua.stream().flatMap(List::stream).toList();
    }
    List<Frame> frames = new ArrayList<>();
    if (unwound.stack().end() instanceof UnwindEnd.Incomplete incomplete) {
      frames.add(new Frame.Unknown("C frames further out: " + incomplete.why().words()));
    }
    place(unwound.stack(), unwound.stack().boundaries(unwound.chain()), lua, frames);
    return frames;
  }

  private UnwoundStack unwind(StartRegisters start, StackMemory stack, CFrames chain) {
    UnwoundStack unwound = unwinder.unwind(start, stack, chain);
    boolean unknownCode =
        unwound.frames().stream().anyMatch(f -> f.kind() == UnwoundFrame.Kind.NOWHERE);
    if (unknownCode && refresh()) {
      unwound = unwinder.unwind(start, stack, chain);
    }
    return unwound;
  }

  private boolean refresh() {
    ProcessImage now = System.nanoTime() - refreshedAt < REFRESH_NANOS ? null : images.get();
    if (now == null) {
      return false;
    }
    refreshedAt = System.nanoTime();
    names = new NativeNames(now, symbols);
    unwinder = unwinder(now);
    return true;
  }

  /** Each frame of C that runs Lua gives way to the Lua frames that it runs. */
  private void place(UnwoundStack unwound, int[] links, List<List<Frame>> lua, List<Frame> frames) {
    int outermostLink = -1;
    for (int link : links) {
      outermostLink = Math.max(outermostLink, link);
    }
    boolean placed = false;
    for (int i = links.length - 1; i >= 0; i--) {
      int segment = links[i] < 0 ? -1 : lua.size() - 1 - links[i];
      if (links[i] >= 0 && links[i] == outermostLink) {
        // Coroutines that wait for the one that runs have no frame of C of their own: they come
        // first.
        for (int outer = 0; outer < segment; outer++) {
          frames.addAll(lua.get(outer));
        }
        placed = true;
      }
      if (segment >= 0 && !lua.get(segment).isEmpty()) {
        frames.addAll(lua.get(segment));
      } else {
        frames.add(names.frame(unwound.frames().get(i)));
      }
    }
    if (!placed) {
      // Lua that no frame of C accounts for: shown innermost, as what runs now.
      lua.forEach(frames::addAll);
    }
  }

  private static StartRegisters start(Copy copy) {
    Registers r = copy.registers();
    StartRegisters start = StartRegisters.of(r.rip(), r.rsp());
    return copy.inKernel()
        ? start
        : start
            .with(6, r.rbp()) // DWARF numbers, System V ABI
            .with(3, r.rbx())
            .with(12, r.r12())
            .with(13, r.r13())
            .with(14, r.r14())
            .with(15, r.r15());
  }

  /**
   * Looks up one name in every module, which reads and analyses what names need; later look-ups are
   * quick.
   */
  void prepareNames() {
    names.prepare();
  }

  /** Does something without counting the stacks in it. */
  <T> T uncounted(Supplier<T> work) {
    counting = false;
    try {
      return work.get();
    } finally {
      counting = true;
    }
  }

  /** Names a function of C that Lua calls. */
  Frame function(long entry) {
    return names.frame(entry, false);
  }
}
