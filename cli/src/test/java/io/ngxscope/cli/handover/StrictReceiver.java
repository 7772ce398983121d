package io.ngxscope.cli.handover;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A server that records what it is told, and answers as the test wants. */
final class StrictReceiver implements AutoCloseable {
  private final HttpServer server;
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final List<Got> got = new ArrayList<>();

  /** A request. */
  record Got(String method, String path, String query, String type, String secret, byte[] body) {}

  /** Answers with these, then with 200. */
  StrictReceiver(Integer... statuses) {
    answers.addAll(List.of(statuses));
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status;
    synchronized (this) {
      got.add(
          new Got(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              exchange.getRequestURI().getQuery(),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              exchange.getRequestHeaders().getFirst("Authorization"),
              body));
      status = answers.isEmpty() ? 200 : answers.removeFirst();
    }
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  synchronized List<Got> got() {
    return List.copyOf(got);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
