package io.ngxscope.cli.daemon;

import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.session.Away;
import io.ngxscope.agent.session.GuardListener;
import io.ngxscope.agent.session.GuardStatus;
import java.util.List;
import java.util.function.Consumer;

/** Several listeners as one, in order. */
public final class Tell implements GuardListener {
  private final List<GuardListener> listeners;

  /** All of these. */
  public Tell(List<GuardListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  private void each(Consumer<GuardListener> what) {
    listeners.forEach(what);
  }

  @Override
  public void worker(WorkerEvent event) {
    each(l -> l.worker(event));
  }

  @Override
  public void block(Block block) {
    each(l -> l.block(block));
  }

  @Override
  public void iteration(ProcessKey worker, long micros) {
    each(l -> l.iteration(worker, micros));
  }

  @Override
  public void readings(List<WorkerReading> readings) {
    each(l -> l.readings(readings));
  }

  @Override
  public void away(List<Away> away, long unixMicros) {
    each(l -> l.away(away, unixMicros));
  }

  @Override
  public void triggered(Trigger trigger, Fate fate) {
    each(l -> l.triggered(trigger, fate));
  }

  @Override
  public void captured(Incident incident) {
    each(l -> l.captured(incident));
  }

  @Override
  public void second(GuardStatus status) {
    each(l -> l.second(status));
  }
}
