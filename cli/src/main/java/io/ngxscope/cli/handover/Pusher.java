package io.ngxscope.cli.handover;

import io.ngxscope.agent.guard.Incident;
import io.ngxscope.cli.daemon.AgentLog;
import io.ngxscope.cli.daemon.AgentLog.Field;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Tells a receiver of incidents, on a thread of its own. One that does not answer is asked again
 * after longer and longer pauses, and then given up; what comes meanwhile waits, a few of them. A
 * receiver that is down costs the agent nothing but its log.
 */
public final class Pusher implements AutoCloseable {
  private static final int WAITING = 8;
  private static final int TRIES = 6;
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final int MULTIPLE = 300;
  private static final int TIMED_OUT = 408;
  private static final int TOO_MANY = 429;
  private static final int SERVER = 500;

  private final Receiver receiver;
  private final String authorization;
  private final AgentLog log;
  private final BlockingQueue<Incident> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Begins with nothing to tell.
   *
   * @param authorization the header of that name, empty for none
   */
  public Pusher(Receiver receiver, String authorization, AgentLog log) {
    this.receiver = receiver;
    this.authorization = authorization;
    this.log = log;
    this.thread = new Thread(this::run, "ngxscope-push");
    thread.setDaemon(true);
    thread.start();
  }

  /** Has an incident told soon; never waits. */
  public void tell(Incident incident) {
    if (!waiting.offer(incident)) {
      log.warn("push_dropped", to(), Field.of("why", "too many wait"));
    }
  }

  private Field to() {
    return Field.of("to", receiver.kind() + " " + receiver.uri().getHost());
  }

  private void run() {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER) // a secret goes to nobody else
            .build();
    try {
      while (!closing || !waiting.isEmpty()) {
        Incident next = waiting.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          push(next, client);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void push(Incident incident, HttpClient client) throws InterruptedException {
    String why = "";
    try {
      Optional<HttpRequest.Builder> request = receiver.request(incident);
      if (request.isEmpty()) {
        return;
      }
      for (int i = 0; i < TRIES; i++) {
        int status = send(request.get(), client);
        if (status >= OK && status < MULTIPLE) {
          log.info("pushed", to(), Field.of("tries", i + 1));
          return;
        }
        why = status == 0 ? "no answer" : "status " + status;
        if (!isWorthAnotherTry(status) || closing) {
          break;
        }
        Thread.sleep(FIRST_PAUSE_MILLIS << i);
      }
    } catch (IOException | RuntimeException e) {
      why = e.toString();
    }
    log.warn("push_failed", to(), Field.of("why", why));
  }

  /** What the receiver says about the request itself does not change by asking again. */
  private static boolean isWorthAnotherTry(int status) {
    return status == 0 || status == TIMED_OUT || status == TOO_MANY || status >= SERVER;
  }

  /** The status, or 0 without an answer. */
  private int send(HttpRequest.Builder request, HttpClient client) throws InterruptedException {
    try {
      HttpRequest.Builder timed = request.copy().timeout(TIMEOUT);
      if (!authorization.isEmpty()) {
        timed.header("Authorization", authorization);
      }
      return client.send(timed.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
