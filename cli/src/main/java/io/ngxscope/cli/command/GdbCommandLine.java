package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.session.CoreChoice;
import io.ngxscope.agent.session.GdbSession;
import io.ngxscope.cli.report.Printable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope gdb}: gdb with commands for nginx and LuaJIT, without debug information. */
public final class GdbCommandLine implements Command {
  private static final String BATCH = "batch";
  private static final String SAVE = "save";
  private static final List<String> DEFAULT = List.of("ngx-request", "lua-bt", "ngx-connections");
  private static final int MAX_LINE = 500;

  @Override
  public String name() {
    return "gdb";
  }

  @Override
  public String summary() {
    return "start gdb with commands for requests, connections, Lua stacks, strings and tables";
  }

  @Override
  public int maxArguments() {
    return Integer.MAX_VALUE;
  }

  @Override
  public String argumentNames() {
    return "[COMMAND...]";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(CoreOption.core())
        .addOption(CoreOption.sysroot())
        .addOption(
            Option.builder()
                .longOpt(BATCH)
                .desc("attach, run the commands, detach; says how long the worker stood still")
                .get())
        .addOption(
            Option.builder()
                .longOpt(SAVE)
                .hasArg()
                .argName("FILE.py")
                .desc("save the commands, for gdb here or on another host, in place of starting it")
                .get())
        .addOption(CaptureOptions.force());
  }

  @Override
  public String example() {
    return """
        $ ngxscope gdb -p 23420 --batch ngx-connections lua-bt-all
        == ngx-connections
        connection 0x7f31b06e5010  fd 3
        connection 0x7f31b06e51f0  fd 12  request 0x55d0c5a3f2e0  GET /park/sleep  since 02:27:11
        2 connections in use, of 1024
        ...
        stopped for 38.1 ms at most
        """;
  }

  @Override
  public int run(Invocation invocation) {
    Optional<CoreChoice> core = CoreOption.of(invocation);
    List<String> commands = invocation.arguments();
    if (!commands.isEmpty() && !invocation.has(BATCH)) {
      throw new Usage("commands are for --batch", "ngxscope gdb -p PID --batch lua-bt-all");
    }
    GdbSession session =
        core.map(GdbSession::core).orElseGet(() -> GdbSession.live(invocation.requiredPids()));
    try {
      String save = invocation.value(SAVE);
      if (save != null) {
        session.save(Path.of(save), CaptureOptions.forced(invocation));
        invocation.screen().note("wrote " + save);
      } else if (invocation.has(BATCH)) {
        print(session.batch(commands.isEmpty() ? DEFAULT : commands), invocation);
      } else if (session.interactive() != 0) {
        throw new ProbeFailed("gdb ended with an error", "its own words are above");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      session.close();
    }
    return DONE;
  }

  private static void print(String output, Invocation invocation) {
    output.lines().forEach(line -> invocation.out().print(Printable.of(line, MAX_LINE) + "\n"));
    invocation.out().flush();
  }
}
