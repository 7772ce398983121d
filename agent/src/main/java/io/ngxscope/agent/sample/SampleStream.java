package io.ngxscope.agent.sample;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.os.SyscallText;
import io.ngxscope.agent.probe.ProbeRun;
import io.ngxscope.agent.stack.SampleNamer;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.stream.RawSample;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.agent.stream.StreamDecoder;
import io.ngxscope.agent.stream.StreamEvent;
import io.ngxscope.agent.symbol.KernelSymbols;

/**
 * What the script prints that samples one worker, with names: they are looked up as soon as a
 * sample arrives. All calls come from the thread that reads the script's output.
 */
public final class SampleStream implements ProbeRun.Sink {
  private static final int MAX_CALL = 1024;

  private final Pid pid;
  private final SampleNamer namer;
  private final Listener listener;
  private final StreamDecoder decoder = new StreamDecoder(this::take);

  /** Takes what was decoded, on the thread that reads. */
  public interface Listener {
    /** A stack. */
    void sampled(Observation observation);

    /** Anything else. */
    void event(StreamEvent event);
  }

  /** Readies one worker. */
  public SampleStream(WorkerStacks worker, KernelSymbols kernel, Listener listener) {
    this.pid = worker.target().pid();
    this.namer = new SampleNamer(worker, kernel);
    this.listener = listener;
  }

  @Override
  public void row(Row row) {
    decoder.row(row);
  }

  @Override
  public boolean raw(String line) {
    return decoder.raw(line);
  }

  /** How far the stream could be understood; for the reading thread, or after it has ended. */
  public StreamDecoder.Counts counts() {
    return decoder.counts();
  }

  private void take(StreamEvent event) {
    if (event instanceof StreamEvent.Sampled sampled) {
      listener.sampled(observe(sampled.sample()));
    } else {
      listener.event(event);
    }
  }

  private Observation observe(RawSample sample) {
    SampleNamer.Named named = namer.name(sample);
    boolean asleep = sample.kind() == StackSample.Kind.OFF_CPU;
    long call = sample.cpu().call();
    boolean inCall = asleep && call >= 0 && call < MAX_CALL;
    return new Observation(
        sample.id(),
        sample.kind(),
        sample.nanos(),
        sample.windowNanos(),
        sample.tid(),
        named.stack(),
        named.work(),
        inCall ? SyscallTable.x86_64().name((int) call) : "",
        inCall ? detail(sample) : "",
        named.complete(),
        sample.whole());
  }

  /** Known only while it still waits in the very same call. */
  private String detail(RawSample sample) {
    if (sample.tid() != pid.value()) {
      return "";
    }
    try (ProcFile file = ProcFile.open(pid, "syscall", ProcSyscall.MAX_BYTES)) {
      return ProcSyscall.parse(file.read()) instanceof ProcSyscall.Blocked b
              && b.number() == sample.cpu().call()
              && b.stackPointer() == sample.cpu().sp()
          ? SyscallText.detail(pid, b)
          : "";
    } catch (ProcException e) {
      return "";
    }
  }
}
