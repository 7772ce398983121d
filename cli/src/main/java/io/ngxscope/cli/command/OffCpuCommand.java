package io.ngxscope.cli.command;

import io.ngxscope.agent.session.StackPlan;
import java.time.Duration;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope offcpu}: where workers sleep outside of their event loop. */
public final class OffCpuCommand implements Command {
  private static final String MIN = "min";
  private static final Duration DEFAULT_MIN = Duration.ofMillis(1);

  @Override
  public String name() {
    return "offcpu";
  }

  @Override
  public String summary() {
    return "where workers sleep outside of epoll_wait: Lua lines, system calls, URLs";
  }

  @Override
  public Options options() {
    return StackCapture.options()
        .addOption(
            Option.builder()
                .longOpt(MIN)
                .hasArg()
                .argName("TIME")
                .desc("shorter sleeps are left out (1ms)")
                .get());
  }

  @Override
  public String example() {
    return """
        $ ngxscope offcpu -p 23419 -d 5s
        ...
        Where it slept
             66 ms  49.3 %  wait4  (2 times)
             31 ms  23.0 %  read  (1 time)
             30 ms  22.3 %  clock_nanosleep  (1 time)
            7.2 ms   5.3 %  clone3  (2 times)
        ...
             72 ms  53.3 %    53.3 %  blockers.process.execute  /srv/shop/lua/blockers/process.lua:9
        ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    StackCapture.run(invocation, new StackPlan.OffCpu(invocation.duration(MIN, DEFAULT_MIN)));
    return DONE;
  }
}
