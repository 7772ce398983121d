package io.ngxscope.cli.command;

import io.ngxscope.agent.probe.TargetChecks;
import java.util.List;

/** Every command, in the order of the help text. */
public final class Commands {
  private Commands() {}

  /** All of them, freshly made. */
  public static List<Command> all() {
    return List.of(new PsCommand(target -> ""), new DoctorCommand(TargetChecks.LIST));
  }
}
