package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.stack.LateNamer;
import io.ngxscope.agent.stack.SampleNamer;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.symbol.KernelSymbols;
import java.util.function.Consumer;

/**
 * Names what perf samples of one worker on a processor, at once: its Lua stack is read from memory
 * that changes. All calls come from the thread that reads perf's output; the worker is shared with
 * others, whence the lock.
 */
public final class CpuSamples implements Consumer<PerfEvent> {
  private final WorkerStacks worker;
  private final LateNamer namer;
  private final Consumer<Observation> sink;
  private final long afterMillis;
  private long ids;
  private volatile Tally tally = new Tally(0, 0, 0, 0);

  /**
   * What became of the samples.
   *
   * @param samples those that were named
   * @param lua those of them in which Lua ran
   * @param unproven those of these whose Lua functions could not be told
   * @param lateMicros time until their Lua stacks were read, in all, in microseconds
   */
  public record Tally(long samples, long lua, long unproven, long lateMicros) {}

  /**
   * Readies one worker.
   *
   * @param afterMillis samples in younger runs of the event loop are left out, in milliseconds; 0:
   *     none
   * @param sink takes them, on the thread that reads
   */
  public CpuSamples(
      WorkerStacks worker, KernelSymbols kernel, long afterMillis, Consumer<Observation> sink) {
    this.worker = worker;
    this.namer = new LateNamer(worker, kernel);
    this.afterMillis = worker.globals().timerResolutionMillis() == 0 ? afterMillis : 0;
    this.sink = sink;
    rehearse();
  }

  private void rehearse() {
    Pid pid = worker.target().pid();
    try (ProcFile file = ProcFile.open(pid, "syscall", ProcSyscall.MAX_BYTES)) {
      namer.rehearse(ProcSyscall.parse(file.read()));
    } catch (ProcException e) {
      return; // it is gone, which others will say
    }
  }

  /** What became of the samples until now. */
  public Tally tally() {
    return tally;
  }

  @Override
  public void accept(PerfEvent event) {
    if (event instanceof PerfEvent.Sample sample) {
      Observation seen = null;
      synchronized (worker) {
        if (isOld()) {
          seen = observe(sample);
        }
      }
      if (seen != null) {
        sink.accept(seen);
      }
    }
  }

  /** nginx writes its clock when a run of its loop begins. */
  private boolean isOld() {
    return afterMillis == 0
        || System.currentTimeMillis() - worker.clock().unixMillis() >= afterMillis;
  }

  private Observation observe(PerfEvent.Sample sample) {
    SampleNamer.Named named = namer.name(sample);
    long late = (System.nanoTime() - sample.nanos()) / 1000;
    tally =
        new Tally(tally.samples() + 1, namer.lua(), namer.unproven(), tally.lateMicros() + late);
    return new Observation(
        ++ids,
        StackSample.Kind.ON_CPU,
        sample.nanos(),
        0,
        sample.tid(),
        named.stack(),
        named.work(),
        "",
        "",
        named.complete(),
        true);
  }
}
