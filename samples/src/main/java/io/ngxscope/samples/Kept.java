package io.ngxscope.samples;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the leak sample keeps under one name, as it has counted itself.
 *
 * @param objects how many things
 * @param bytes what they take, as LuaJIT accounts it
 */
public record Kept(long objects, long bytes) {
  /** What a worker of the leak sample keeps now, by name. */
  public static Map<String, Kept> of(NginxSample sample) {
    return parse(sample.get("/truth").body());
  }

  static Map<String, Kept> parse(String lines) {
    return lines
        .lines()
        .map(line -> line.split(" ", 3))
        .collect(
            Collectors.toMap(
                words -> words[0],
                words -> new Kept(Long.parseLong(words[1]), Long.parseLong(words[2]))));
  }
}
