package io.ngxscope.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A sample of {@code samples/} as real processes: nginx, LuaJIT, loopback, in a folder of its own
 * that only its user may enter. It answers when {@code start} returns, and nothing of it is left
 * when {@code close} returns.
 */
public final class NginxSample implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private final long master;
  private final int workerCount;
  private final HttpClient http;
  private final Thread lastResort = new Thread(this::stop, "stop-nginx-sample");

  private NginxSample(Path folder, Map<String, String> started, int workerCount) {
    this.folder = folder;
    this.port = Integer.parseInt(started.getOrDefault("port", "0"));
    this.master = Long.parseLong(started.getOrDefault("master", "0"));
    this.workerCount = workerCount;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** The blocking sample with its defaults: one worker, any free port. */
  public static Options blocking() {
    return of("blocking");
  }

  /** A sample by its name, a folder of {@code samples/}: one worker, any free port. */
  public static Options of(String name) {
    return new Options(name, 1, List.of());
  }

  /** The leak sample with its defaults: one worker, any free port. */
  public static Options leak() {
    return new Options("leak", 1, List.of());
  }

  /**
   * What to start.
   *
   * @param name a folder of {@code samples/}
   * @param workers how many workers, 1 to 99
   * @param mainDirectives more directives for the top level of nginx.conf
   */
  public record Options(String name, int workers, List<String> mainDirectives) {
    /** Copies the list. */
    public Options {
      mainDirectives = List.copyOf(mainDirectives);
    }

    /** With so many workers. */
    public Options workers(int count) {
      return new Options(name, count, mainDirectives);
    }

    /**
     * With one more directive at the top level of nginx.conf, such as {@code timer_resolution
     * 100ms;}.
     */
    public Options main(String directive) {
      List<String> all = Stream.concat(mainDirectives.stream(), Stream.of(directive)).toList();
      return new Options(name, workers, all);
    }

    /**
     * Starts it and waits until it answers and all workers are there.
     *
     * @throws IllegalStateException if it does not; the message holds nginx's own words
     */
    public NginxSample start() {
      Path folder = temporaryFolder();
      Outcome outcome = Running.run(command(folder), ProjectRoot.find(), PATIENCE);
      if (!outcome.ok()) {
        delete(folder);
        throw new IllegalStateException("the sample did not start: " + outcome.describe());
      }
      return new NginxSample(folder, pairs(outcome.stdout()), workers);
    }

    private List<String> command(Path folder) {
      List<String> command = new ArrayList<>(script("start", name, "--prefix", folder.toString()));
      command.addAll(List.of("--workers", Integer.toString(workers)));
      mainDirectives.forEach(directive -> command.addAll(List.of("--main", directive)));
      return command;
    }
  }

  /** The nginx that samples run, for tests that write a configuration of their own. */
  public static Path nginx() {
    Outcome outcome = Running.run(script("check"), Path.of("/"), PATIENCE);
    return Path.of(pairs(outcome.stdout()).getOrDefault("nginx", "nginx"));
  }

  /** The PID of the master process. */
  public long master() {
    return master;
  }

  /** The PIDs of the workers that take requests now, in order. */
  public List<Long> workers() {
    return Workers.of(master);
  }

  /** The loopback port. */
  public int port() {
    return port;
  }

  /** The folder given to nginx as its prefix. */
  public Path prefix() {
    return folder;
  }

  /** The address of a path, such as {@code /block/sort?ms=40}. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /**
   * Asks for a path and waits for the answer.
   *
   * @throws IllegalStateException if the connection breaks or 30 s go by; the message holds the
   *     error log
   */
  public Answer get(String path) {
    return answer(request(path).build());
  }

  /**
   * Posts a body and waits for the answer.
   *
   * @throws IllegalStateException as {@link #get} does
   */
  public Answer post(String path, byte[] body) {
    return answer(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      String what = "no answer to " + request.uri() + ": " + e + "\n" + errorLog();
      throw new IllegalStateException(what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Asks for a path without waiting; the future fails if the connection breaks. */
  public CompletableFuture<Answer> getAsync(String path) {
    return http.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString())
        .thenApply(response -> new Answer(response.statusCode(), response.body()));
  }

  /**
   * What nginx answered.
   *
   * @param status the HTTP status
   * @param body the text
   */
  public record Answer(int status, String body) {}

  /** All blocks that were over until now, in the order of their ends. */
  public List<TruthRecord> truth() {
    return TruthLog.read(folder.resolve("logs/truth.jsonl"));
  }

  /**
   * Waits until at least so many blocks are over; blocks in timers and in log_by_lua end after the
   * answer.
   *
   * @throws IllegalStateException after 30 s
   */
  public List<TruthRecord> awaitTruth(int count) {
    Await.until(PATIENCE, () -> count + " blocks; " + errorLog(), () -> truth().size() >= count);
    return truth();
  }

  /** Reloads the configuration and waits until only new workers take requests. */
  public void reload() {
    List<Long> before = workers();
    Signals.send(master, "HUP");
    Await.until(
        PATIENCE, () -> "no new workers; " + errorLog(), () -> isNewGeneration(before, workers()));
  }

  private boolean isNewGeneration(List<Long> before, List<Long> now) {
    return now.size() == workerCount && now.stream().noneMatch(before::contains);
  }

  /** The last lines of nginx's error log, for the message of a failure. */
  public String errorLog() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("logs/error.log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    } catch (IOException e) {
      return "(no error log: " + e + ")";
    }
  }

  /** Ends master and workers, waits until they are gone, and removes the folder. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(lastResort);
    stop();
  }

  private void stop() {
    Outcome outcome =
        Running.run(script("stop", "--prefix", folder.toString()), ProjectRoot.find(), PATIENCE);
    if (!outcome.ok()) {
      throw new IllegalStateException("the sample did not stop: " + outcome.describe());
    }
    delete(folder);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
  }

  static List<String> script(String... arguments) {
    Stream<String> command =
        Stream.of(ProjectRoot.find().resolve("samples/bin/sample-nginx").toString());
    return Stream.concat(command, Stream.of(arguments)).toList();
  }

  private static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("ngxscope-it-"); // 0700
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> pairs(String lines) {
    return lines
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
