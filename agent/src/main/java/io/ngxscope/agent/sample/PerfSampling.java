package io.ngxscope.agent.sample;

import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.stream.PerfEvent;
import io.ngxscope.agent.symbol.KernelSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is gathered about one worker by perf: samples on a processor, sleeps, or the runs of its
 * event loop with both.
 */
public final class PerfSampling implements AutoCloseable {
  private final WorkerStacks worker;
  private final @Nullable SleepLooker looker;
  private @Nullable CpuSamples cpu;
  private @Nullable SleepLooks looks;
  private @Nullable PerfSleeps sleeps;
  private @Nullable PerfLoop loop;

  private PerfSampling(WorkerStacks worker, @Nullable SleepLooker looker) {
    this.worker = worker;
    this.looker = looker;
  }

  /** Samples on a processor, each told at once. */
  public static PerfSampling onCpu(
      WorkerStacks worker, KernelSymbols kernel, SampleStream.Listener listener) {
    PerfSampling sampling = new PerfSampling(worker, null);
    sampling.cpu = new CpuSamples(worker, kernel, 0, listener::sampled);
    return sampling;
  }

  /**
   * Sleeps outside of the wait for events.
   *
   * @param minNanos shorter ones are not told
   * @throws ProcException if the worker is gone
   */
  public static PerfSampling offCpu(
      WorkerStacks worker, SleepLooker looker, long minNanos, SampleStream.Listener listener)
      throws ProcException {
    PerfSampling sampling = new PerfSampling(worker, looker);
    SleepLooks looks = sampling.look(looker);
    sampling.sleeps = new PerfSleeps(looks, minNanos, listener);
    return sampling;
  }

  /**
   * Long runs of the event loop.
   *
   * @param afterNanos shorter ones are not told
   * @throws ProcException if the worker is gone
   */
  public static PerfSampling loop(
      WorkerStacks worker,
      KernelSymbols kernel,
      SleepLooker looker,
      long afterNanos,
      SampleStream.Listener listener)
      throws ProcException {
    PerfSampling sampling = new PerfSampling(worker, looker);
    PerfLoop loop = new PerfLoop(sampling.look(looker), afterNanos, listener);
    sampling.loop = loop;
    sampling.cpu = new CpuSamples(worker, kernel, afterNanos / 1_000_000, loop::sampled);
    return sampling;
  }

  private SleepLooks look(SleepLooker by) throws ProcException {
    SleepLooks opened = new SleepLooks(worker);
    looks = opened;
    by.add(opened);
    return opened;
  }

  /** Takes what is recorded of its time on a processor. */
  public Consumer<PerfEvent> cpu() {
    return event -> {
      if (cpu != null) {
        cpu.accept(event);
      }
    };
  }

  /** Takes what is recorded of its switches and of its loop. */
  public Consumer<PerfEvent> switches() {
    return event -> {
      if (sleeps != null) {
        sleeps.accept(event);
      }
      if (loop != null) {
        loop.accept(event);
      }
    };
  }

  /** Nothing more comes. */
  @Override
  public void close() {
    if (loop != null) {
      loop.end();
    }
    if (looks != null && looker != null) {
      looker.remove(looks);
      looks.close();
    }
  }

  /** Samples and sleeps that could not be kept. */
  public long dropped() {
    return loop == null ? 0 : loop.dropped();
  }

  /** What a reader of the result must know, in sentences. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    String who = "worker " + worker.target().pid() + ": ";
    if (cpu != null && cpu.tally().lua() > 0) {
      CpuSamples.Tally t = cpu.tally();
      notes.add(
          String.format(
              Locale.ROOT,
              "%sperf cannot copy Lua stacks: they were read %.2f ms after the samples on average;"
                  + " of %d samples in Lua %d had moved on and show no Lua functions, of the others"
                  + " the innermost function is certain, its callers are those of a moment later",
              who,
              t.lateMicros() / 1e3 / t.lua(),
              t.lua(),
              t.unproven()));
    }
    if (sleeps != null && sleeps.unseen() > 0) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s%d sleeps, %.1f ms in all, were over before they were looked at: they are left out,"
                  + " and may have been waits for events",
              who,
              sleeps.unseen(),
              sleeps.unseenNanos() / 1e6));
    }
    return notes;
  }
}
