package io.ngxscope.agent.watch;

import io.ngxscope.agent.luajit.Collector;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSchedStat;
import io.ngxscope.agent.os.ProcStatus;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.stack.StackSampler;
import io.ngxscope.agent.stack.Work;
import io.ngxscope.agent.target.Target;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A watched worker as others may look at it between two ticks, on the watching thread. Nothing here
 * stops it.
 */
public final class WorkerView {
  private final WorkerWatch watch;

  WorkerView(WorkerWatch watch) {
    this.watch = watch;
  }

  /** Who. */
  public Target target() {
    return watch.worker().target();
  }

  /** Its LuaJIT in words, empty without. */
  public String luajit() {
    return watch.worker().luajit();
  }

  /** How long it is away from its event loop by now, in microseconds; 0 if it is not. */
  public long awayMicros(long nowMicros) {
    return watch.awayMicros(nowMicros);
  }

  /** What it does while it is away from its event loop: a block that has not ended yet. */
  public Optional<Block> current(long nowMicros) {
    return Optional.ofNullable(watch.current(nowMicros));
  }

  /** Requests that all workers of its master read or answer now; empty if nginx does not count. */
  public OptionalLong inFlight() {
    return watch.worker().status().inFlight();
  }

  /** What it has used by now; empty if it is gone. */
  public Optional<WorkerReading> read(long nowMicros) {
    try {
      ProcSchedStat cpu = ProcSchedStat.parse(watch.worker().schedstat().read());
      return Optional.of(
          new WorkerReading(
              target().key(),
              nowMicros,
              cpu.runNanos() / 1000,
              cpu.waitNanos() / 1000,
              ProcStatus.read(target().pid()).residentBytes(),
              lua()));
    } catch (ProcException e) {
      return Optional.empty();
    }
  }

  private WorkerReading.Lua lua() {
    List<Collector> vms =
        watch.worker().vms().stream().flatMap(v -> v.vm().collector().stream()).toList();
    return vms.isEmpty()
        ? WorkerReading.Lua.NONE
        : new WorkerReading.Lua(
            vms.size(),
            vms.stream().mapToLong(Collector::totalBytes).sum(),
            vms.get(0).state(),
            vms.stream().mapToLong(Collector::strings).sum(),
            vms.stream().mapToLong(Collector::stringSlots).sum());
  }

  /**
   * The Lua stack of a worker that runs just now, as of its last call into C.
   *
   * @param micros the time that the sample stands for, in microseconds
   * @return empty if it waits, or if nothing can be said
   */
  public Optional<StackEvent> glance(long nowMicros, long micros) {
    try {
      if (!(ProcSyscall.parse(watch.worker().syscall().read()) instanceof ProcSyscall.Running)) {
        return Optional.empty();
      }
    } catch (ProcException e) {
      return Optional.empty();
    }
    StackSampler sampler = watch.worker().sampler();
    StackSampler.Taken taken = sampler.copy(null, false);
    Work work = sampler.work(taken);
    Stack stack = sampler.name(taken, List.of(new Frame.Unknown(WorkerWatch.NOT_STOPPED)));
    Request request = Objects.requireNonNullElse(work.request(), StackEvent.NO_REQUEST);
    StackSample sample = new StackSample(StackSample.Kind.ON_CPU, stack, 1, micros);
    return Optional.of(new StackEvent(target().key(), nowMicros, request, sample));
  }
}
