package io.ngxscope.agent.stack;

import io.ngxscope.agent.luajit.CopiedStackWalk;
import io.ngxscope.agent.luajit.CopiedThread;
import io.ngxscope.agent.luajit.InterpreterFrames;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.stream.RawSample;
import io.ngxscope.agent.stream.RawSample.RawRequest;
import io.ngxscope.agent.symbol.KernelSymbols;
import io.ngxscope.agent.unwind.StackMemory;
import io.ngxscope.agent.unwind.StartRegisters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a probe copied of a worker into frames and a request. To be called as soon as a sample
 * arrives: prototypes and traces can be freed. What was freed is said to be gone. For one thread.
 */
public final class SampleNamer {
  /** A path that long was copied whole. */
  private static final int COPIED_URI = 160;

  private static final int REMEMBERED = 4096;

  /** Names of a stack that was seen before are trusted so long, for its prototypes can change. */
  private static final long TRUSTED_NANOS = 1_000_000_000L;

  private final WorkerStacks worker;
  private final KernelFrames kernel;
  private final Map<Long, CopiedStackWalk> walks = new LinkedHashMap<>();
  private final Map<LuaKey, LuaNames> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LuaKey, LuaNames> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record LuaKey(
      List<CopiedThread> threads,
      List<InterpreterFrames> callers,
      int state,
      boolean compiled,
      long tracePc) {}

  private record LuaNames(List<List<Frame>> segments, long nanos) {}

  /**
   * A sample with names.
   *
   * @param stack its frames
   * @param work what nginx worked on
   * @param complete true if its C stack was followed to the start of the thread
   */
  public record Named(Stack stack, Work work, boolean complete) {}

  /** Readies naming the samples of one worker. */
  public SampleNamer(WorkerStacks worker, KernelSymbols kernel) {
    this.worker = worker;
    this.kernel = new KernelFrames(kernel);
    worker.vms().forEach(v -> walks.put(v.vm().address().global(), new CopiedStackWalk(v.vm())));
  }

  /** Names one sample. */
  public Named name(RawSample sample) {
    StackMemory memory =
        StackMemory.of(
            sample.stack().stream().map(p -> StackMemory.piece(p.address(), p.words())).toList());
    Work work = work(sample, memory);
    NativeStacks.Unwound unwound =
        sample.cpu().isUserSpace()
            ? worker.natives().unwind(start(sample.cpu()), memory, sample.vm().cframe())
            : null;
    List<List<Frame>> lua = lua(sample, memory, unwound == null ? 0 : unwound.tracePc());
    List<Frame> frames = new ArrayList<>();
    if (unwound == null) {
      frames.add(new Frame.Unknown("C frames: registers not found"));
    }
    frames.addAll(worker.natives().merge(unwound, lua));
    frames.addAll(kernel.of(sample));
    Stack stack = new Stack(VmActivity.mark(frames, sample.vm().state()));
    boolean complete = unwound != null && unwound.stack().end().isComplete();
    return new Named(stack, work.in(stack), complete);
  }

  private static StartRegisters start(RawSample.Cpu r) {
    return StartRegisters.of(r.ip(), r.sp())
        .with(6, r.bp()) // DWARF numbers, System V ABI
        .with(3, r.bx())
        .with(12, r.r12())
        .with(13, r.r13())
        .with(14, r.r14())
        .with(15, r.r15());
  }

  private List<List<Frame>> lua(RawSample sample, StackMemory stack, long tracePc) {
    LuaSide side = side(sample.vm().global());
    if (side == null || sample.lua().isEmpty()) {
      return List.of();
    }
    List<InterpreterFrames> callers =
        CopiedStackWalk.callers(sample.lua(), new CopiedMemory(stack));
    LuaKey key =
        new LuaKey(sample.lua(), callers, sample.vm().state(), sample.vm().inTrace(), tracePc);
    LuaNames names = known.get(key);
    long now = System.nanoTime();
    if (names == null || now - names.nanos() > TRUSTED_NANOS) {
      names = new LuaNames(lua(side, key), now);
      known.put(key, names);
    }
    return names.segments();
  }

  private List<List<Frame>> lua(LuaSide side, LuaKey key) {
    CopiedStackWalk walk = walks.get(side.vm().address().global());
    return walk == null
        ? List.of()
        : side.frames()
            .name(
                walk.walk(
                    key.threads(), key.callers(), key.state(), key.compiled(), key.tracePc()));
  }

  private @Nullable LuaSide side(long global) {
    for (LuaSide side : worker.vms()) {
      if (side.vm().address().global() == global) {
        return side;
      }
    }
    return null;
  }

  private Work work(RawSample sample, StackMemory memory) {
    RawRequest raw = sample.request();
    if (raw != null) {
      return work(raw, sample.vm().request());
    }
    RequestReader reader = worker.requests();
    boolean look =
        !sample.vm().inLua() && reader != null && LoopAge.isSameIteration(worker, sample.nanos());
    Optional<Request> found =
        look && reader != null
            ? RequestSearch.onStack(memory, sample.cpu().sp(), reader)
            : Optional.empty();
    return found.isPresent() && LoopAge.isSameIteration(worker, sample.nanos())
        ? new Work(found.get(), Phase.UNKNOWN)
        : Work.NONE;
  }

  private Work work(RawRequest raw, long address) {
    PhaseReader phases = worker.phases();
    Phase phase = phases == null ? Phase.UNKNOWN : phases.of(raw.phaseBits());
    Optional<Request> request = RequestReader.checked(raw.method(), raw.uri());
    if (request.isPresent() && raw.uriBytes() > COPIED_URI) {
      request = Optional.of(longPath(request.get(), address));
    }
    // A timer runs for a fake request without a path.
    Phase known = phase == Phase.UNKNOWN && request.isEmpty() ? Phase.TIMER : phase;
    return new Work(request.orElse(null), known);
  }

  /** The rest of a long path, if the memory of the request still begins with what was copied. */
  private Request longPath(Request copied, long address) {
    RequestReader reader = worker.requests();
    Optional<Request> now = reader == null ? Optional.empty() : reader.read(address);
    return now.filter(r -> r.uri().startsWith(copied.uri()))
        .orElse(new Request(copied.method(), copied.uri() + "…"));
  }
}
