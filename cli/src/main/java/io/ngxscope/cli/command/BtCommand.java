package io.ngxscope.cli.command;

import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.session.Backtraces;
import io.ngxscope.cli.report.BacktraceJson;
import io.ngxscope.cli.report.BacktraceText;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope bt}: what each worker is executing right now. */
public final class BtCommand implements Command {
  private static final String PAUSE = "pause";
  private static final String WITH_ARGS = "with-args";

  @Override
  public String name() {
    return "bt";
  }

  @Override
  public String summary() {
    return "show what each worker is executing right now: C, Lua and system call";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            Option.builder()
                .longOpt(PAUSE)
                .desc("stop a running worker for well under 1 ms to read its registers")
                .get())
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(CommonOptions.json());
  }

  @Override
  public String example() {
    return """
        $ ngxscope bt -p 5346
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<Backtrace> traces =
        Backtraces.take(
            invocation.requiredPids(), invocation.has(PAUSE), invocation.has(WITH_ARGS));
    if (invocation.json()) {
      BacktraceJson.print(traces, invocation.out());
    } else {
      BacktraceText.print(traces, invocation.color(), invocation.out());
    }
    return DONE;
  }
}
