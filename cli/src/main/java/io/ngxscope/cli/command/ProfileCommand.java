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
        $ ngxscope profile -p 23419 -d 30s -o profile.html
        ...
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
