package io.ngxscope.agent.session;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.TracerRun;
import io.ngxscope.agent.sample.SampleStream;
import io.ngxscope.agent.stack.WorkerStacks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Takes perf for a worker on which bpftrace gives up while it attaches: that BPF is refused cannot
 * always be known before. One thread.
 */
final class FallbackBackend implements SampleBackend {
  private final SampleBackend first;
  private final SampleBackend second;
  private final List<String> said = new CopyOnWriteArrayList<>();

  FallbackBackend(SampleBackend first, SampleBackend second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public TracerRun start(WorkerStacks worker, List<Pid> all, SampleStream.Listener listener)
      throws ProcException, InterruptedException {
    return new Run(first.start(worker, all, listener), worker, all, listener);
  }

  private final class Run implements TracerRun {
    private final WorkerStacks worker;
    private final List<Pid> all;
    private final SampleStream.Listener listener;
    private volatile TracerRun current;

    Run(TracerRun first, WorkerStacks worker, List<Pid> all, SampleStream.Listener listener) {
      this.current = first;
      this.worker = worker;
      this.all = all;
      this.listener = listener;
    }

    @Override
    public void awaitAttached(Duration patience) throws InterruptedException {
      try {
        current.awaitAttached(patience);
      } catch (ProbeFailed failed) {
        current.close();
        another(failed);
        current.awaitAttached(patience);
      }
    }

    private void another(ProbeFailed failed) throws InterruptedException {
      try {
        current = second.start(worker, all, listener);
        said.add("perf samples instead: " + failed.getMessage());
      } catch (ProcException | DiagnosticException e) {
        throw failed; // why it should have been otherwise says more
      }
    }

    @Override
    public boolean isRunning() {
      return current.isRunning();
    }

    @Override
    public ProbeHealth health() {
      return current.health();
    }

    @Override
    public void close() {
      current.close();
    }
  }

  @Override
  public List<String> notes() {
    return Stream.of(said, first.notes(), second.notes()).flatMap(List::stream).distinct().toList();
  }

  @Override
  public long dropped() {
    return first.dropped() + second.dropped();
  }

  @Override
  public void close() {
    first.close();
    second.close();
  }
}
