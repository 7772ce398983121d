package io.ngxscope.agent.probe;

import io.ngxscope.agent.probe.Requirement.Host;
import io.ngxscope.agent.probe.Requirement.Tool;
import io.ngxscope.agent.probe.Requirement.Tracepoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands {@code @requires}: {@code bpftrace 0.17}, {@code tracepoint:sched:sched_switch}, or
 * the id of a check of the machine such as {@code btf}.
 */
final class RequirementParser {
  private static final Pattern TRACEPOINT =
      Pattern.compile("tracepoint:([a-z0-9_]{1,64}):([a-z0-9_]{1,128})");
  private static final Pattern TOOL = Pattern.compile("(bpftrace|perf) (\\d{1,4}\\.\\d{1,4})");

  private RequirementParser() {}

  static Requirement parse(String text, SourceLine line) {
    Matcher tracepoint = TRACEPOINT.matcher(text);
    if (tracepoint.matches()) {
      return new Tracepoint(tracepoint.group(1), tracepoint.group(2));
    }
    Matcher tool = TOOL.matcher(text);
    if (tool.matches()) {
      return new Tool(tool.group(1), ToolVersion.in(tool.group(2)).orElseThrow());
    }
    return host(text)
        .orElseThrow(
            () ->
                line.error(
                    "@requires does not know '" + text + "'",
                    "write `bpftrace 0.17`, `tracepoint:CATEGORY:NAME`, or the id of a check that"
                        + " `ngxscope doctor --json` lists"));
  }

  static Optional<Requirement> host(String id) {
    return HostChecks.LIST.stream()
        .filter(check -> check.id().equals(id))
        .findFirst()
        .map(Host::new);
  }
}
