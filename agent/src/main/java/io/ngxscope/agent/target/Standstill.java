package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStat;
import java.util.Optional;

/** Why a process does nothing although it is not waiting for anything ({@code proc(5)}, stat). */
public final class Standstill {
  private Standstill() {}

  /** A sentence without its full stop; nothing if it may run, or is gone. */
  public static Optional<String> of(Pid pid) {
    try {
      return switch (ProcStat.read(pid).state()) {
        case 'T' ->
            Optional.of(
                "worker "
                    + pid
                    + " is stopped by a signal (SIGSTOP, SIGTSTP) and serves nobody until `kill"
                    + " -CONT "
                    + pid
                    + "`");
        case 't' -> Optional.of("worker " + pid + " is held by a debugger, and serves nobody");
        default -> Optional.empty();
      };
    } catch (ProcException e) {
      return Optional.empty();
    }
  }
}
