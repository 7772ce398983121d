package io.ngxscope.cli.capture;

import io.ngxscope.samples.NginxSample;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fast requests that suffer from blocks: two clients, each some milliseconds after the answer
 * before. Gentle, since a machine that runs tests has little to spare.
 */
final class Traffic implements AutoCloseable {
  private static final List<String> PATHS = List.of("/hello", "/fast");
  private static final long PAUSE_MILLIS = 5;

  private final NginxSample sample;
  private final ScheduledExecutorService clients = Executors.newScheduledThreadPool(PATHS.size());
  private final AtomicInteger answers = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

  private Traffic(NginxSample sample) {
    this.sample = sample;
  }

  static Traffic on(NginxSample sample) {
    Traffic traffic = new Traffic(sample);
    PATHS.forEach(
        path ->
            traffic.clients.scheduleWithFixedDelay(
                () -> traffic.ask(path), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    return traffic;
  }

  private void ask(String path) {
    try {
      int status = sample.get(path).status();
      if (status != 200) {
        failures.add(path + ": status " + status);
      }
      answers.incrementAndGet();
    } catch (IllegalStateException e) {
      failures.add(path + ": " + e.getMessage());
    }
  }

  /** How many requests were answered so far. */
  int answers() {
    return answers.get();
  }

  /** Requests that were not answered as they must be. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() {
    clients.shutdown();
    try {
      if (!clients.awaitTermination(30, TimeUnit.SECONDS)) {
        failures.add("a request is still waiting for its answer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
