package io.ngxscope.cli.handover;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Answers Prometheus at {@code /metrics}; two at a time, some may wait, more are refused. */
public final class MetricsServer implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING = 16;
  private static final long IDLE_SECONDS = 60;

  private final HTTPServer server;
  private final ExecutorService executor;

  private MetricsServer(HTTPServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Listens.
   *
   * @throws Usage if it cannot listen there
   */
  public static MetricsServer listen(InetSocketAddress address, Metrics metrics) {
    ExecutorService executor = executor();
    try {
      HTTPServer server =
          HTTPServer.builder()
              .inetAddress(address.getAddress())
              .port(address.getPort())
              .registry(metrics.registry())
              .executorService(executor)
              .buildAndStart();
      return new MetricsServer(server, executor);
    } catch (IOException e) {
      executor.shutdownNow();
      throw new Usage(
          "metrics cannot be served at " + address + ": " + e.getMessage(),
          "name a free address: --metrics 127.0.0.1:9145");
    }
  }

  private static ExecutorService executor() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            task -> {
              Thread thread = new Thread(task, "ngxscope-metrics");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.stop();
    executor.shutdownNow();
  }
}
