package io.ngxscope.agent.model;

import java.util.List;
import java.util.Map;

/**
 * Under which conditions a capture was made.
 *
 * @param command the subcommand, such as {@code block}
 * @param commandLine every argument as given, the program's name first
 * @param version ngxscope's version
 * @param gear {@code watch}, {@code sample} or {@code exact}
 * @param startUnixMicros when it began, microseconds since the epoch
 * @param options the options in force, defaults included, with units in their names
 * @param host the machine
 */
public record CaptureInfo(
    String command,
    List<String> commandLine,
    String version,
    String gear,
    long startUnixMicros,
    Map<String, String> options,
    HostInfo host) {
  /** Copies the collections; the order of the options is kept by sorting their names. */
  public CaptureInfo {
    commandLine = List.copyOf(commandLine);
    options = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(options));
  }

  /**
   * The same conditions of a capture that began at another time.
   *
   * @param unixMicros microseconds since the epoch
   */
  public CaptureInfo startingAt(long unixMicros) {
    return new CaptureInfo(command, commandLine, version, gear, unixMicros, options, host);
  }
}
