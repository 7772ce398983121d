package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.probe.Tracer;
import io.ngxscope.agent.session.BackendChoice;
import org.apache.commons.cli.Option;

/** {@code --backend}: which tracer samples stacks. */
final class BackendOption {
  private static final String BACKEND = "backend";

  private BackendOption() {}

  static Option option() {
    return Option.builder()
        .longOpt(BACKEND)
        .hasArg()
        .argName("TRACER")
        .desc(
            "bpftrace; perf: where BPF is not allowed; auto: perf if bpftrace is missing or BPF is"
                + " refused (auto)")
        .get();
  }

  static boolean isGiven(Invocation invocation) {
    return invocation.has(BACKEND);
  }

  /**
   * The tracer that is asked for, or chosen.
   *
   * @param script the script for bpftrace that would be used
   * @throws Usage if there is none of that name
   */
  static BackendChoice value(Invocation invocation, String script) {
    String name = invocation.value(BACKEND);
    if (name != null && name.equals("bpftrace")) {
      return BackendChoice.of(Tracer.BPFTRACE);
    }
    if (name != null && name.equals("perf")) {
      return BackendChoice.of(Tracer.PERF);
    }
    if (name != null && !name.equals("auto")) {
      throw new Usage("there is no backend '" + name + "'", "use bpftrace, perf or auto");
    }
    try {
      BackendChoice choice = BackendChoice.choose(script);
      if (!choice.why().isEmpty()) {
        invocation.screen().note("backend " + choice.key() + ": " + choice.why());
      }
      return choice;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return BackendChoice.of(Tracer.BPFTRACE);
    }
  }
}
