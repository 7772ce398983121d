package io.ngxscope.agent.stream;

import io.ngxscope.agent.stream.TracerNotice.Attached;
import io.ngxscope.agent.stream.TracerNotice.Failure;
import io.ngxscope.agent.stream.TracerNotice.FullMap;
import io.ngxscope.agent.stream.TracerNotice.Harmless;
import io.ngxscope.agent.stream.TracerNotice.LostEvents;
import io.ngxscope.agent.stream.TracerNotice.Other;
import io.ngxscope.agent.stream.TracerNotice.Warning;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What bpftrace 0.17 to 0.27 says beside the events of its script. Which stream it takes depends on
 * the version: lost events, full maps and the word that all probes are attached were on standard
 * output in some and on standard error in others.
 */
public final class BpftraceWords {
  /**
   * Printed when all probes are attached and before the first event is read, by every version that
   * is asked for it through an environment variable of this name ({@code src/bpftrace.cpp}).
   */
  public static final String ATTACHED = "__BPFTRACE_NOTIFY_PROBES_ATTACHED";

  private static final Pattern LOST = Pattern.compile("Lost (\\d{1,18}) events?");
  private static final Pattern TOTAL_LOST =
      Pattern.compile("WARNING: Total lost event count: \\d+");
  private static final Pattern ATTACHING =
      Pattern.compile("Attach(ing|ed) \\d+ probes?(\\.\\.\\.)?");
  private static final Pattern ERROR = Pattern.compile("ERROR: (.*)");

  /** {@code stdin:12:3-20: ERROR: …}. */
  private static final Pattern SCRIPT_ERROR =
      Pattern.compile("[^:\\s]{0,4096}:(\\d{1,7})(?:-\\d+|:\\d+-\\d+|:\\d+)?: ERROR: (.*)");

  private static final Pattern WARNING = Pattern.compile("(?:.{0,4096}: )?WARNING: (.*)");
  private static final String MEMLOCK = "ERROR: Unknown error -1: couldn't set RLIMIT_MEMLOCK";

  private BpftraceWords() {}

  /** A line of standard output that is no event, if bpftrace is known to print such. */
  static Optional<TracerNotice> onOutput(String line) {
    if (line.equals(ATTACHED)) {
      return Optional.of(new Attached());
    }
    if (line.contains("Failed to map_update_elem")) {
      return Optional.of(new FullMap(line));
    }
    if (line.contains("Failed to map_delete_elem")) {
      return Optional.of(new Harmless(line)); // what is not there need not be deleted
    }
    Matcher lost = LOST.matcher(line);
    if (lost.matches()) {
      return Optional.of(new LostEvents(Long.parseLong(lost.group(1))));
    }
    return ATTACHING.matcher(line).matches() ? Optional.of(new Harmless(line)) : Optional.empty();
  }

  /** A line of standard error. */
  public static TracerNotice onError(String line) {
    Optional<TracerNotice> known = onOutput(line);
    if (known.isPresent()) {
      return known.get();
    }
    // Sites in stripped files are chosen by decoding: they are boundaries. The limit is told
    // where CAP_SYS_RESOURCE is missing. Version 0.17 writes it behind another
    // message, without a line break between them.
    int limit = line.indexOf(MEMLOCK);
    boolean boundary = line.contains("Could not determine instruction boundary");
    if (limit == 0 || boundary || line.contains("available_filter_functions")) {
      return new Harmless(line);
    }
    return complaint(limit < 0 ? line : line.substring(0, limit));
  }

  private static TracerNotice complaint(String line) {
    if (TOTAL_LOST.matcher(line).matches()) {
      return new Harmless(line); // they were counted one by one before
    }
    Matcher script = SCRIPT_ERROR.matcher(line);
    if (script.matches()) {
      return new Failure(Integer.parseInt(script.group(1)), script.group(2));
    }
    Matcher error = ERROR.matcher(line);
    if (error.matches()) {
      return new Failure(0, error.group(1));
    }
    Matcher warning = WARNING.matcher(line);
    return warning.matches() ? new Warning(warning.group(1)) : new Other(line);
  }
}
