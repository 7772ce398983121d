package io.ngxscope.cli.command;

import io.ngxscope.agent.govern.Budget;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** What tracing may cost a worker, for every command that puts probes into it. */
final class OverheadOptions {
  private static final String MAX = "max-overhead";
  private static final String UNSAFE = "unsafe-overhead";

  private OverheadOptions() {}

  static Options addTo(Options options) {
    return options
        .addOption(
            Option.builder()
                .longOpt(MAX)
                .hasArg()
                .argName("PERCENT")
                .desc("of one processor that probes may cost a worker (5); more: bursts, or no")
                .get())
        .addOption(
            Option.builder().longOpt(UNSAFE).desc("probe whatever it costs the worker").get());
  }

  /**
   * The budget.
   *
   * @throws Usage if it is no percentage
   */
  static Budget budget(Invocation invocation) {
    String text = invocation.value(MAX);
    double percent = text == null ? Budget.STANDARD.maxPercent() : percent(text);
    boolean unsafe = invocation.has(UNSAFE);
    if (unsafe) {
      invocation.screen().note("--unsafe-overhead: nothing limits what the probes cost the worker");
    }
    return new Budget(percent, unsafe);
  }

  private static double percent(String text) {
    if (!text.matches("\\d{1,3}(\\.\\d{1,4})?%?")) {
      throw new Usage("--" + MAX + " " + text + " is no percentage", "such as 5 or 0.5");
    }
    return Double.parseDouble(text.replace("%", ""));
  }
}
