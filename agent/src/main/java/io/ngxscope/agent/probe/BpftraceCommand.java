package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CpuList;
import io.ngxscope.agent.os.RunMark;
import io.ngxscope.agent.stream.BpftraceWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How bpftrace is started.
 *
 * @param words the program and its arguments
 * @param environment what is added to ours
 */
public record BpftraceCommand(List<String> words, Map<String, String> environment) {
  private static final String NICE = "10";
  private static final Pattern UPROBE = Pattern.compile("(^|[\\s,}])(u|ur|uprobe|uretprobe):");

  /** Copies the collections. */
  public BpftraceCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /**
   * For a script that comes on standard input.
   *
   * @param spec the script
   * @param worker whose uprobes are wanted
   * @param cpus where the tracer may run
   */
  public static BpftraceCommand of(ProbeSpec spec, Pid worker, CpuList cpus, ToolVersion version) {
    List<String> words = new ArrayList<>();
    // A group of its own, so that Ctrl-C reaches us alone; death with us; after the worker, and
    // away from it.
    words.addAll(List.of("setsid", "setpriv", "--pdeathsig", "KILL"));
    words.addAll(List.of("nice", "-n", NICE, "taskset", "-c", cpus.text()));
    words.addAll(List.of("bpftrace", "-q", "-B", "line"));
    if (spec.tuning().unsafe()) {
      words.add("--unsafe");
    }
    if (!BpftraceVersions.filtersAllByPid(version)) {
      words.add("-k"); // say when a map is full
    }
    if (hasUprobes(spec) || !BpftraceVersions.filtersAllByPid(version)) {
      words.addAll(List.of("-p", worker.toString()));
    }
    words.add("-");
    return new BpftraceCommand(words, environment(spec.tuning(), version));
  }

  private static boolean hasUprobes(ProbeSpec spec) {
    return spec.source().stream().anyMatch(line -> UPROBE.matcher(line.text()).find());
  }

  private static Map<String, String> environment(Tuning tuning, ToolVersion version) {
    boolean renamed = BpftraceVersions.hasRenamedLimits(version);
    Map<String, String> environment = new TreeMap<>();
    environment.put(BpftraceWords.ATTACHED, "1");
    RunMark.own().ifPresent(mark -> environment.put(RunMark.NAME, mark));
    environment.put("BPFTRACE_PERF_RB_PAGES", Integer.toString(tuning.ringPages()));
    environment.put(
        renamed ? "BPFTRACE_MAX_MAP_KEYS" : "BPFTRACE_MAP_KEYS_MAX",
        Integer.toString(tuning.mapKeys()));
    environment.put(
        renamed ? "BPFTRACE_MAX_STRLEN" : "BPFTRACE_STRLEN",
        Integer.toString(tuning.stringBytes()));
    return environment;
  }
}
