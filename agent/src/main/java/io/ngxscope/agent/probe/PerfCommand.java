package io.ngxscope.agent.probe;

import io.ngxscope.agent.os.CpuList;
import java.util.List;

/** How perf is started: by a shell that gets the script on standard input and becomes perf. */
final class PerfCommand {
  private PerfCommand() {}

  /**
   * The program and its arguments.
   *
   * @param cpus where the tracer may run
   */
  static List<String> words(CpuList cpus) {
    // A group of its own, so that Ctrl-C reaches us alone; death with us; away from the worker. Not
    // after others: what it hands over late is read late.
    return List.of(
        "setsid", "setpriv", "--pdeathsig", "KILL", "taskset", "-c", cpus.text(), "sh", "-s");
  }
}
