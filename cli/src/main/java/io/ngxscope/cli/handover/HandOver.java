package io.ngxscope.cli.handover;

import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.session.GuardListener;
import io.ngxscope.cli.daemon.AgentLog;
import io.ngxscope.cli.daemon.AgentLog.Field;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that other systems are told; nothing of it unless it was asked for. */
public final class HandOver implements AutoCloseable {
  private final List<GuardListener> listeners = new ArrayList<>();
  private final List<Pusher> pushers;
  private final Optional<MetricsServer> server;

  /**
   * Begins.
   *
   * @param metrics where to serve metrics
   * @param receivers who is told of incidents
   * @param authorization the header of that name for receivers, empty for none
   */
  public HandOver(
      Optional<InetSocketAddress> metrics,
      List<Receiver> receivers,
      String authorization,
      AgentLog log) {
    this.server =
        metrics.map(
            address -> {
              Metrics all = new Metrics();
              listeners.add(all);
              MetricsServer listening = MetricsServer.listen(address, all);
              log.info("metrics", Field.of("port", listening.port()));
              return listening;
            });
    this.pushers = receivers.stream().map(r -> new Pusher(r, authorization, log)).toList();
    listeners.add(
        new GuardListener() {
          @Override
          public void captured(Incident incident) {
            pushers.forEach(p -> p.tell(incident));
          }
        });
  }

  /** Who must be told what the guard sees. */
  public List<GuardListener> listeners() {
    return List.copyOf(listeners);
  }

  @Override
  public void close() {
    pushers.forEach(Pusher::close);
    server.ifPresent(MetricsServer::close);
  }
}
