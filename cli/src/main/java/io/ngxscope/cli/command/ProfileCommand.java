package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.session.StackPlan;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code ngxscope profile}: where the workers' processor time goes. */
public final class ProfileCommand implements Command {
  private static final String HZ = "hz";
  private static final long DEFAULT_HZ = 99;
  private static final long MAX_HZ = 4_999;

  @Override
  public String name() {
    return "profile";
  }

  @Override
  public String summary() {
    return "where processor time goes: Lua lines, C functions, kernel, URLs, as a flame graph";
  }

  @Override
  public Options options() {
    return StackCapture.options()
        .addOption(
            Option.builder()
                .longOpt(HZ)
                .hasArg()
                .argName("N")
                .desc("samples a second of processor time (99); costs 35 us each")
                .get());
  }

  @Override
  public String example() {
    return """
        $ ngxscope profile -p 23419 -d 6s -o profile.html
        ...
        38.1 % of the processor time went into blockers.cpu.compiled at /srv/shop/lua/blockers/cpu.lua:21; 38.1 % for /block/cpu-compiled.
        ...
        What the processor did
             91 ms  42.9 %  Lua, compiled
             30 ms  14.3 %  Lua, interpreted
             30 ms  14.3 %  LuaJIT's own functions, called by Lua
             30 ms  14.3 %  string interning
        ...
        wrote profile.html
        """;
  }

  @Override
  public int run(Invocation invocation) {
    StackCapture.run(invocation, new StackPlan.OnCpu(hertz(invocation.value(HZ))));
    return DONE;
  }

  private static long hertz(@Nullable String text) {
    if (text == null) {
      return DEFAULT_HZ;
    }
    boolean number = text.matches("\\d{1,9}");
    long hertz = number ? Long.parseLong(text) : 0;
    if (hertz < 1 || hertz > MAX_HZ) {
      throw new Usage("--hz " + text + " is not possible", "give 1 to " + MAX_HZ + ", such as 99");
    }
    return hertz;
  }
}
