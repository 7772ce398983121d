package io.ngxscope.cli.daemon;

import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.session.GuardListener;
import io.ngxscope.cli.daemon.AgentLog.Field;
import java.util.Locale;

/** Writes what happens into the log; what is only repeated is not written. */
public final class LogListener implements GuardListener {
  private final AgentLog log;

  /** Into this log. */
  public LogListener(AgentLog log) {
    this.log = log;
  }

  @Override
  public void worker(WorkerEvent event) {
    log.info(
        "worker_" + event.what().name().toLowerCase(Locale.ROOT),
        Field.of("pid", event.worker().pid()),
        Field.of("detail", event.detail()));
  }

  @Override
  public void triggered(Trigger trigger, Fate fate) {
    if (fate == Fate.COOLING_DOWN) {
      return; // it holds as long as its cause, and is asked once a second
    }
    Field worker = Field.of("pid", trigger.worker() == null ? "" : trigger.worker().pid());
    Field rule = Field.of("rule", trigger.rule());
    if (fate == Fate.CAPTURING) {
      log.warn("triggered", Field.of("source", trigger.source()), rule, worker);
    } else {
      String why = fate.name().toLowerCase(Locale.ROOT);
      log.warn("not_captured", Field.of("why", why), rule, worker);
    }
  }

  @Override
  public void captured(Incident incident) {
    log.warn(
        "captured",
        Field.of("summary", Summary.of(incident)),
        Field.of("instance", incident.instance()),
        Field.of("blocks", incident.recording().blocks().size()),
        Field.of("samples", incident.recording().samples().size()));
  }
}
