package io.ngxscope.cli.capture;

import io.ngxscope.samples.NginxSample;
import java.util.ArrayList;
import java.util.List;

/**
 * Blocks to be injected, one after the other.
 *
 * @param paths what to ask for, in this order
 */
record Injection(List<String> paths) {
  /** Kinds of samples/blocking that take as long as they are told to. */
  private static final List<String> KINDS =
      List.of(
          "cpu-interpreted",
          "execute",
          "shop",
          "body-filter",
          "poll",
          "cpu-compiled",
          "timer",
          "fifo",
          "access",
          "regex",
          "usleep",
          "report",
          "coroutine",
          "json",
          "log",
          "thread",
          "popen",
          "inline",
          "pattern",
          "nanosleep");

  private static final int SHORTEST_MILLIS = 25;
  private static final int LONGEST_MILLIS = 200;

  /** A prime: it spreads the durations of every kind over the whole range. */
  private static final int STRIDE = 37;

  /** Blocks of all kinds, of 25 to 200 ms. */
  static Injection ofLongBlocks(int count) {
    List<String> paths = new ArrayList<>();
    int range = LONGEST_MILLIS - SHORTEST_MILLIS + 1;
    for (int i = 0; i < count; i++) {
      paths.add(path(KINDS.get(i % KINDS.size()), SHORTEST_MILLIS + i * STRIDE % range));
    }
    return new Injection(paths);
  }

  /** The same with a block of 2 to 8 ms after every fifth: too short to be reported. */
  Injection withShortBlocks() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      all.add(paths.get(i));
      if (i % 5 == 4) {
        all.add(path(i % 2 == 0 ? "nanosleep" : "cpu-interpreted", 2 + i % 7));
      }
    }
    return new Injection(all);
  }

  private static String path(String kind, int millis) {
    return "/block/" + kind + "?ms=" + millis + "&token=secret";
  }

  /** Asks for each when the one before is over; blocks in timers end after their answers. */
  void into(NginxSample sample) {
    int before = sample.truth().size();
    for (int i = 0; i < paths.size(); i++) {
      int status = sample.get(paths.get(i)).status();
      if (status != 200) {
        throw new AssertionError(paths.get(i) + " was answered with " + status);
      }
      sample.awaitTruth(before + i + 1);
      sample.get("/fast"); // the loop has come round: the next block is one of its own
    }
  }
}
