package io.ngxscope.cli.capture;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.NginxSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waits until a worker is in the middle of a block. */
final class Blocked {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Blocked() {}

  /** Waits until it sleeps in a function of the kernel, such as {@code poll} or {@code pipe}. */
  static void awaitAsleepIn(NginxSample sample, long worker, String function) {
    Await.until(PATIENCE, sample::errorLog, () -> isAsleepIn(worker, function));
  }

  static boolean isAsleepIn(long worker, String function) {
    String place = read(worker, "wchan");
    return place.contains(function) && !isInEpoll(place);
  }

  private static boolean isInEpoll(String place) {
    return place.contains("ep_poll") || place.contains("epoll");
  }

  /** True if it does anything but wait for events. */
  static boolean isAway(long worker) {
    return !isInEpoll(read(worker, "wchan"));
  }

  /** Waits until it has used so much more processor time. */
  static void awaitBusy(NginxSample sample, long worker, Duration cpu) {
    long enough = cpuNanos(worker) + cpu.toNanos();
    Await.until(PATIENCE, sample::errorLog, () -> cpuNanos(worker) >= enough);
  }

  /** Nanoseconds on a processor: the first number of /proc/PID/schedstat. */
  private static long cpuNanos(long worker) {
    String[] numbers = read(worker, "schedstat").split(" ", 2);
    return numbers[0].isEmpty() ? 0 : Long.parseLong(numbers[0]);
  }

  private static String read(long worker, String name) {
    try {
      return Files.readString(Path.of("/proc/" + worker, name));
    } catch (IOException e) {
      return ""; // gone
    }
  }
}
