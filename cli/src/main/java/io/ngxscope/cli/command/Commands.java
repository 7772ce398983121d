package io.ngxscope.cli.command;

import io.ngxscope.agent.session.NginxChecks;
import java.util.List;

/** Every command, in the order of the help text. */
public final class Commands {
  private Commands() {}

  /** All of them, freshly made. */
  public static List<Command> all() {
    NginxChecks checks = new NginxChecks();
    return List.of(
        new BlockCommand(),
        new BtCommand(),
        new HeapCommand(),
        new LeakCommand(),
        new ReportCommand(),
        new PsCommand(checks::luajitWords),
        new DoctorCommand(checks::list));
  }
}
