package io.ngxscope.cli.capture;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Outcome;
import io.ngxscope.samples.Running;
import io.ngxscope.samples.Signals;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An nginx without Lua whose access log is a named pipe, as some put it to feed a log collector:
 * when the collector does not keep up, the pipe is full and the worker blocks in {@code write}.
 */
final class PlainNginx implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Each line fills a page of the pipe: 16 of them are all that it takes (pipe(7)). */
  private static final int LINE_BYTES = 4_000;

  private static final int PIPE_BYTES = 1 << 16;

  private final Path folder;
  private final int port;
  private final RandomAccessFile collector;
  private final HttpClient http = HttpClient.newHttpClient();

  private PlainNginx(Path folder, int port, RandomAccessFile collector) {
    this.folder = folder;
    this.port = port;
    this.collector = collector;
  }

  static PlainNginx start(Path nginx, Path folder) throws IOException {
    int port = freePort();
    Files.createDirectories(folder.resolve("logs"));
    Files.writeString(folder.resolve("nginx.conf"), configuration(port));
    run(List.of("mkfifo", "-m", "600", folder.resolve("logs/pipe").toString()));
    // Open for both directions: neither we nor nginx wait for the other to open it (fifo(7)).
    RandomAccessFile collector = new RandomAccessFile(folder.resolve("logs/pipe").toFile(), "rw");
    run(
        List.of(
            nginx.toString(), "-p", folder + "/", "-c", folder.resolve("nginx.conf").toString()));
    return new PlainNginx(folder, port, collector);
  }

  private static String configuration(int port) {
    String root = System.getProperty("user.name").equals("root") ? "user root;" : "";
    return """
        %s
        worker_processes 1;
        pid nginx.pid;
        error_log logs/error.log notice;
        events { worker_connections 64; }
        http {
          client_body_temp_path tmp;
          proxy_temp_path tmp;
          fastcgi_temp_path tmp;
          uwsgi_temp_path tmp;
          scgi_temp_path tmp;
          log_format long '$request %s';
          server {
            listen 127.0.0.1:%d;
            location / { access_log logs/pipe long; return 200 "ok"; }
          }
        }
        """
        .formatted(root, "x".repeat(LINE_BYTES), port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void run(List<String> command) {
    Outcome outcome = Running.run(command, Path.of("/"), PATIENCE);
    if (!outcome.ok()) {
      throw new IllegalStateException(command + ": " + outcome.describe());
    }
  }

  long master() {
    try {
      return Long.parseLong(Files.readString(folder.resolve("nginx.pid")).strip());
    } catch (IOException | NumberFormatException e) {
      throw new IllegalStateException("nginx did not start: " + folder, e);
    }
  }

  long worker() {
    return ProcessHandle.of(master()).orElseThrow().children().findFirst().orElseThrow().pid();
  }

  /** Asks until the worker sleeps since the pipe is full; the answers come when it is read. */
  CompletableFuture<Void> fillThePipe() {
    CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/page?token=secret"))
            .build();
    for (int i = 0; i <= PIPE_BYTES / LINE_BYTES; i++) {
      answers =
          answers.thenCombine(
              http.sendAsync(request, HttpResponse.BodyHandlers.discarding()), (a, b) -> null);
    }
    long worker = worker();
    Await.until(PATIENCE, () -> "not blocked", () -> Blocked.isAsleepIn(worker, "pipe"));
    return answers;
  }

  /** The collector takes everything out of the pipe; that ends the block. */
  void readThePipe() throws IOException {
    collector.read(new byte[2 * PIPE_BYTES]);
  }

  @Override
  public void close() throws IOException {
    long master = master();
    Signals.send(master, "TERM");
    Await.until(PATIENCE, () -> "nginx runs on", () -> ProcessHandle.of(master).isEmpty());
    collector.close();
  }
}
