package io.ngxscope.cli.command;

import io.ngxscope.agent.model.ParkedCoroutines;
import io.ngxscope.agent.session.CoroutineSession;
import io.ngxscope.cli.report.CoroutineJson;
import io.ngxscope.cli.report.CoroutineText;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope coroutines}: where all parked coroutines stand, and what they wait for. */
public final class CoroutinesCommand implements Command {
  private static final String TOP = "top";
  private static final String WITH_ARGS = "with-args";

  @Override
  public String name() {
    return "coroutines";
  }

  @Override
  public String summary() {
    return "show where all parked coroutines stand, for which requests, and what they wait for";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            Option.builder()
                .longOpt(TOP)
                .hasArg()
                .argName("N")
                .desc("groups shown (50); JSON has all")
                .get())
        .addOption(
            Option.builder()
                .longOpt(WITH_ARGS)
                .desc("keep query strings, which often hold secrets")
                .get())
        .addOption(MemoryLimit.option())
        .addOption(SourceMap.option())
        .addOption(CoreOption.core())
        .addOption(CoreOption.sysroot())
        .addOption(CommonOptions.json());
  }

  @Override
  public String example() {
    return """
        $ ngxscope coroutines -p 23420
        worker 23420  10,003 parked coroutines

        5,000 wait to receive (cosocket), the oldest for 2.16 s
          with 127.0.0.1:6379
          for /cart (4,980), /search (20)
            tcpsock.receive  LuaJIT built-in
        """;
  }

  @Override
  public int run(Invocation invocation) {
    CoroutineSession session =
        new CoroutineSession(MemoryLimit.of(invocation), invocation.has(WITH_ARGS));
    ParkedCoroutines parked =
        CoreOption.of(invocation)
            .map(session::core)
            .orElseGet(() -> session.live(invocation.requiredPids()));
    parked = SourceMap.of(invocation).coroutines(parked);
    if (invocation.json()) {
      CoroutineJson.print(parked, invocation.out());
    } else {
      CoroutineText.print(
          parked, HeapCommand.top(invocation), invocation.color(), invocation.out());
    }
    return DONE;
  }
}
