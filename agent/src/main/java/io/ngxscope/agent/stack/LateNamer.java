package io.ngxscope.agent.stack;

import io.ngxscope.agent.luajit.LateLua;
import io.ngxscope.agent.luajit.LateLua.Late;
import io.ngxscope.agent.luajit.LateLua.Leaf;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.os.OverlaidMemory;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.jna.Registers;
import io.ngxscope.agent.stack.NativeStacks.Unwound;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.stream.UserRegisters;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.unwind.StackMemory;
import io.ngxscope.agent.unwind.StartRegisters;
import io.ngxscope.agent.unwind.UnwoundFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names samples of which registers and C stack were copied, but nothing of the Lua VM: that is read
 * now, from the worker that runs on, and told only as far as the copy proves it. To be called as
 * soon as a sample arrives. For one thread.
 */
public final class LateNamer {
  private static final Frame MOVED_ON =
      new Frame.Unknown("Lua functions: the worker had moved on before they were read");

  private static final int REHEARSALS = 300;
  private static final int REHEARSED_BYTES = 4096;

  private final WorkerStacks worker;
  private final KernelFrames kernel;
  private final OverlaidMemory memory;
  private final Map<LuaSide, LateLua> vms = new LinkedHashMap<>();
  private long lua;
  private long unproven;
  private long lateNanos;

  /** Readies naming the samples of one worker. */
  public LateNamer(WorkerStacks worker, KernelSymbols kernel) {
    this.worker = worker;
    this.kernel = new KernelFrames(kernel);
    this.memory = new OverlaidMemory(worker.memory());
    worker.vms().forEach(side -> vms.put(side, new LateLua(side.vm(), memory)));
  }

  /** Samples in which Lua ran. */
  public long lua() {
    return lua;
  }

  /** Those of them whose Lua functions could not be told. */
  public long unproven() {
    return unproven;
  }

  /** Time from those samples until their Lua stacks were read, in all, in nanoseconds. */
  public long lateNanos() {
    return lateNanos;
  }

  /**
   * Names what a waiting worker does a few times, so that the code for it is loaded and compiled
   * before a sample waits for it. Nothing is counted.
   */
  public void rehearse(ProcSyscall waiting) {
    Registers shown = WaitingThread.registers(waiting);
    if (shown == null) {
      return; // it runs: its samples will do
    }
    byte[] bytes = new byte[REHEARSED_BYTES];
    int length = worker.memory().read(shown.rsp(), bytes, bytes.length);
    PerfEvent.Sample sample =
        new PerfEvent.Sample(
            0,
            System.nanoTime(),
            0,
            shown.rip(),
            List.of(),
            UserRegisters.of(shown.rip(), shown.rsp()),
            Arrays.copyOf(bytes, Math.max(0, length)));
    for (int i = 0; i < REHEARSALS; i++) {
      worker.natives().uncounted(() -> name(sample));
    }
    lua = 0;
    unproven = 0;
    lateNanos = 0;
  }

  /** Names one sample. */
  public SampleNamer.Named name(PerfEvent.Sample sample) {
    UserRegisters r = sample.registers();
    if (r == null) {
      List<Frame> frames = new ArrayList<>();
      frames.add(new Frame.Unknown("C frames: registers not found"));
      frames.addAll(kernel.chain(sample.kernel()));
      return new SampleNamer.Named(new Stack(frames), Work.NONE, false);
    }
    memory.lay(r.sp(), sample.stack());
    StackMemory stack = StackMemory.of(r.sp(), sample.stack(), sample.stack().length);
    Unwound unwound = worker.natives().unwind(start(r), stack, this::isThread);
    Read read = unwound.chain().size() == 0 ? Read.NONE : read(r, unwound, sample.nanos());
    Work work = work(sample, read, stack, r.sp());
    List<Frame> frames = new ArrayList<>(merge(unwound, read));
    frames.addAll(kernel.chain(sample.kernel()));
    Stack named = new Stack(frames);
    return new SampleNamer.Named(named, work.in(named), unwound.stack().end().isComplete());
  }

  /** What was read of the Lua VM in whose code the sample was taken; null if no Lua ran. */
  private record Read(@Nullable LuaSide side, Late late) {
    static final Read NONE = new Read(null, Late.UNPROVEN);
  }

  private List<Frame> merge(Unwound unwound, Read read) {
    LuaSide side = read.side();
    if (side != null && read.late().proven()) {
      return worker.natives().merge(unwound, side.frames().name(read.late().stack()));
    }
    List<Frame> frames = worker.natives().merge(unwound, List.of());
    return side == null ? frames : movedOn(frames);
  }

  private static StartRegisters start(UserRegisters r) {
    StartRegisters start =
        StartRegisters.of(r.ip(), r.sp()).with(6, r.bp()).with(3, r.bx()); // DWARF's numbers
    for (int i = 12; i <= 15; i++) {
      start = start.with(i, r.r(i));
    }
    return start;
  }

  private boolean isThread(long address) {
    return vms.values().stream().anyMatch(vm -> vm.isThread(address));
  }

  private Read read(UserRegisters r, Unwound unwound, long nanos) {
    lua++;
    lateNanos += System.nanoTime() - nanos;
    Leaf leaf = leaf(r, unwound);
    Read any = Read.NONE;
    for (Map.Entry<LuaSide, LateLua> vm : vms.entrySet()) {
      Late late = vm.getValue().read(unwound.chain().get(0), leaf);
      any = any.side() == null || late.proven() ? new Read(vm.getKey(), late) : any;
    }
    unproven += any.late().proven() ? 0 : 1;
    return any;
  }

  private Leaf leaf(UserRegisters r, Unwound unwound) {
    int[] links = unwound.stack().boundaries(unwound.chain());
    int at = 0;
    while (at < links.length && links[at] != 0) {
      at++;
    }
    List<UnwoundFrame> frames = unwound.stack().frames();
    if (at == links.length) {
      return new Leaf.Native(0);
    }
    UnwoundFrame frame = frames.get(at);
    if (frame.kind() == UnwoundFrame.Kind.TRACE) {
      return new Leaf.Trace(frame.codeAddress());
    }
    return at == 0
        ? new Leaf.Interpreter(r.dx(), r.bx())
        : new Leaf.Native(worker.natives().functionStart(frames.get(at - 1).codeAddress()));
  }

  /** Says so in front of the frame of the VM that ran. */
  private static List<Frame> movedOn(List<Frame> frames) {
    int at = frames.size() - 1;
    while (at > 0 && !NativeNames.isVm(frames.get(at))) {
      at--;
    }
    List<Frame> said = new ArrayList<>(frames);
    said.add(Math.max(0, at), MOVED_ON);
    return said;
  }

  /**
   * For whom it worked. The request may be over by now, so that its address must lie in the copied
   * stack as well, and the loop must not have come round since.
   */
  private Work work(PerfEvent.Sample sample, Read read, StackMemory stack, long sp) {
    RequestReader reader = worker.requests();
    if (reader == null || !LoopAge.isSameIteration(worker, sample.nanos())) {
      return Work.NONE;
    }
    long pointer = read.late().request();
    if (read.side() == null) {
      Optional<Request> found = RequestSearch.onStack(stack, sp, reader);
      return settled(sample, new Work(found.orElse(null), Phase.UNKNOWN));
    }
    boolean sure =
        read.late().proven()
            && reader.isRequest(pointer)
            && RequestSearch.mentions(stack, sp, pointer);
    if (!sure) {
      return Work.NONE;
    }
    Optional<Request> request = reader.read(pointer);
    PhaseReader phases = worker.phases();
    Phase phase = phases == null ? Phase.UNKNOWN : phases.read(pointer);
    // A timer runs for a fake request without a path.
    Phase known = phase == Phase.UNKNOWN && request.isEmpty() ? Phase.TIMER : phase;
    return settled(sample, new Work(request.orElse(null), known));
  }

  private Work settled(PerfEvent.Sample sample, Work work) {
    return LoopAge.isSameIteration(worker, sample.nanos()) ? work : Work.NONE;
  }
}
