package io.ngxscope.cli.command;

import io.ngxscope.agent.guard.DayLimit;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.session.GuardListener;
import io.ngxscope.agent.session.GuardPlan;
import io.ngxscope.agent.session.GuardSession;
import io.ngxscope.agent.session.GuardStatus;
import io.ngxscope.cli.daemon.AccessLog;
import io.ngxscope.cli.daemon.AgentLog;
import io.ngxscope.cli.daemon.AgentLog.Field;
import io.ngxscope.cli.daemon.BundleFolder;
import io.ngxscope.cli.daemon.BundleQueue;
import io.ngxscope.cli.daemon.ControlSocket;
import io.ngxscope.cli.daemon.LogListener;
import io.ngxscope.cli.daemon.StatusText;
import io.ngxscope.cli.daemon.Summary;
import io.ngxscope.cli.daemon.Tell;
import io.ngxscope.cli.daemon.TouchedFile;
import io.ngxscope.cli.handover.HandOver;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.SignalCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the agent: everything that it has open, and its end. */
final class AgentRun implements AutoCloseable {
  private final Invocation invocation;
  private final AgentLog log;
  private final GuardSession session;
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final @Nullable BundleQueue bundles;
  private final @Nullable TouchedFile touched;
  private volatile @Nullable GuardStatus status;
  private volatile @Nullable Incident first;

  private AgentRun(Invocation invocation, GuardPlan plan) {
    this.invocation = invocation;
    this.log = new AgentLog(invocation.streams().err(), !invocation.screen().isWatched());
    Optional<BundleFolder> folder =
        AgentOptions.folder(invocation)
            .map(path -> BundleFolder.open(path, AgentOptions.budget(invocation)));
    folder.ifPresent(closing::push);
    this.bundles = folder.map(this::queue).orElse(null);
    String touch = invocation.value(AgentOptions.TOUCH);
    this.touched = touch == null ? null : new TouchedFile(Path.of(touch));
    DayLimit dayLimit =
        new DayLimit(
            AgentOptions.maxPerDay(invocation), folder.map(BundleFolder::times).orElse(List.of()));
    HandOver others = HandOverOptions.open(invocation, log);
    closing.push(others);
    this.session = new GuardSession(plan, dayLimit, new Tell(listeners(others)));
  }

  /** Opens everything; nothing is watched yet. */
  static AgentRun start(Invocation invocation, GuardPlan plan) {
    AgentRun run = new AgentRun(invocation, plan);
    try {
      run.open();
      return run;
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  private BundleQueue queue(BundleFolder folder) {
    BundleQueue queue = new BundleQueue(folder, log, (incident, path) -> {});
    closing.push(queue);
    return queue;
  }

  private List<GuardListener> listeners(HandOver others) {
    List<GuardListener> listeners = new ArrayList<>(others.listeners());
    listeners.add(new LogListener(log));
    listeners.add(new Own());
    return listeners;
  }

  /** What this run itself does when something is seen. */
  private final class Own implements GuardListener {
    @Override
    public void captured(Incident incident) {
      if (first == null) {
        first = incident;
      }
      if (bundles != null) {
        bundles.add(incident);
      }
    }

    @Override
    public void second(GuardStatus now) {
      status = now;
      if (touched != null && touched.isTouched()) {
        session.capture("file", "the file was touched");
      }
    }
  }

  private void open() {
    closing.push(new SignalCall("USR1", () -> session.capture("signal", "SIGUSR1")));
    AgentOptions.control(invocation)
        .map(
            path ->
                ControlSocket.listen(path, AgentOptions.controlGroup(invocation), log, this::obey))
        .ifPresent(closing::push);
    String pipe = invocation.value(AgentOptions.ACCESS_LOG);
    if (pipe != null) {
      closing.push(AccessLog.open(pipe, log, session::answer));
    }
  }

  private String obey(String order) {
    if (order.equals("capture") || order.startsWith("capture ")) {
      session.capture("control", order);
      return "{\"ok\":true}";
    }
    GuardStatus now = status;
    if (order.equals("status") && now != null) {
      return bundles == null
          ? StatusText.of(now, 0, 0, 0)
          : StatusText.of(now, bundles.written(), bundles.waiting(), bundles.dropped());
    }
    return "{\"error\":\"orders are: status, capture\"}";
  }

  /**
   * Guards until a signal, the end of its time, or with {@code --once} the first capture.
   *
   * @return whether something was captured
   */
  boolean untilEnd() {
    boolean once = invocation.has(AgentOptions.ONCE);
    Optional<Duration> duration = AgentOptions.duration(invocation);
    long end = System.nanoTime() + duration.map(Duration::toNanos).orElse(0L);
    log.info("agent_started", Field.of("version", Version.text()));
    try (Interrupts interrupts = Interrupts.watch()) {
      session.run(
          () ->
              interrupts.requested()
                  || (once && first != null)
                  || (duration.isPresent() && System.nanoTime() - end >= 0));
    }
    log.info("agent_ending");
    Incident incident = first;
    if (once && incident != null) {
      invocation.screen().note(Summary.of(incident));
      CaptureOptions.report(invocation, incident.recording(), List.of());
    }
    return incident != null;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        log.warn("not_closed", Field.of("why", e));
      }
    }
  }
}
