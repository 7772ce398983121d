package io.ngxscope.cli.command;

import io.ngxscope.agent.session.NginxChecks;
import java.util.List;
import java.util.function.ToIntFunction;

/** Every command, in the order of the help text. */
public final class Commands {
  private Commands() {}

  /**
   * All of them, freshly made.
   *
   * @param runner runs a command line and returns its status, for the command that asks for more
   */
  public static List<Command> all(ToIntFunction<List<String>> runner) {
    NginxChecks checks = new NginxChecks();
    return List.of(
        new BlockCommand(),
        new ProfileCommand(),
        new OffCpuCommand(),
        new BtCommand(),
        new HeapCommand(),
        new LeakCommand(),
        new InternCommand(),
        new ResumeCommand(),
        new CoroutinesCommand(),
        new InspectCommand(),
        new TopCommand(),
        new AgentCommand(),
        new GdbCommandLine(),
        new RunCommand(),
        new ProbesCommand(),
        new ReportCommand(),
        new DiffCommand(),
        new FlameCommand(),
        new PsCommand(checks::luajitWords),
        new DoctorCommand(checks::list),
        new ExplainCommand(() -> all(runner)),
        new ShellCommand(() -> all(runner), runner));
  }
}
