package io.ngxscope.samples;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Load by wrk(1) that ends by itself. */
public final class WrkLoad implements AutoCloseable {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  private final Running running;
  private final Duration duration;

  private WrkLoad(Running running, Duration duration) {
    this.running = running;
    this.duration = duration;
  }

  /**
   * Starts one thread of wrk.
   *
   * @param url what it asks for, again and again
   * @param connections how many connections it keeps busy
   * @param duration how long, at least one second; wrk counts whole seconds
   */
  public static WrkLoad start(URI url, int connections, Duration duration) {
    String seconds = Long.toString(Math.max(1, duration.toSeconds())) + "s";
    String open = Integer.toString(connections);
    List<String> command = List.of("wrk", "-t", "1", "-c", open, "-d", seconds, url.toString());
    return new WrkLoad(Running.start(command, Path.of("/")), duration);
  }

  /**
   * Waits for its end.
   *
   * @throws IllegalStateException if wrk fails or does not end in time
   */
  public Result await() {
    Outcome outcome = running.await(duration.plusSeconds(15));
    if (!outcome.ok()) {
      throw new IllegalStateException("wrk failed: " + outcome.describe());
    }
    return parse(outcome.stdout());
  }

  /** Ends it at once if it still runs. */
  @Override
  public void close() {
    running.close();
  }

  /**
   * What wrk says at its end.
   *
   * @param requests answers received
   * @param requestsPerSecond their rate
   * @param refused answers with another status than 2xx or 3xx
   * @param broken connections that failed, and requests that took longer than wrk's two seconds
   */
  public record Result(long requests, double requestsPerSecond, long refused, long broken) {}

  static Result parse(String report) {
    return new Result(
        (long) first(REQUESTS, report),
        first(RATE, report),
        (long) first(REFUSED, report),
        brokenConnections(report));
  }

  private static double first(Pattern pattern, String report) {
    Matcher matcher = pattern.matcher(report);
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
  }

  private static long brokenConnections(String report) {
    Matcher matcher = BROKEN.matcher(report);
    long sum = 0;
    if (matcher.find()) {
      for (int i = 1; i <= matcher.groupCount(); i++) {
        sum += Long.parseLong(matcher.group(i));
      }
    }
    return sum;
  }
}
