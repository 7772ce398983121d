package io.ngxscope.cli.capture;

import io.ngxscope.samples.NginxSample;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Two clients that ask the soak sample for its worst, again and again. */
final class HarshTraffic implements AutoCloseable {
  private static final int CLIENTS = 2;
  private static final int MAX_FAILURES = 20;

  private final NginxSample sample;
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
  private final AtomicInteger answers = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  private HarshTraffic(NginxSample sample) {
    this.sample = sample;
  }

  static HarshTraffic on(NginxSample sample) {
    HarshTraffic traffic = new HarshTraffic(sample);
    for (int i = 0; i < CLIENTS; i++) {
      traffic.clients.execute(traffic::askOn);
    }
    return traffic;
  }

  private void askOn() {
    for (int i = 1; !closed; i++) {
      ask("/harsh", 200);
      if (i % 50 == 0) {
        ask("/uncaught", 500);
      }
    }
  }

  private void ask(String path, int expected) {
    try {
      int status = sample.get(path).status();
      answers.incrementAndGet();
      if (status != expected) {
        fail(path + ": status " + status);
      }
    } catch (IllegalStateException e) {
      fail(path + ": " + e.getMessage());
    }
  }

  private void fail(String what) {
    if (!closed && failures.size() < MAX_FAILURES) {
      failures.add(what);
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
    closed = true;
    clients.shutdown();
    try {
      clients.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
