package io.ngxscope.agent.clean;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcStat;
import io.ngxscope.agent.os.RunMark;
import io.ngxscope.agent.os.jna.ProcessGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tracers that we started and that still run though their ngxscope does not. The kernel kills them
 * with us ({@code PR_SET_PDEATHSIG}); this is for where it could not.
 */
final class Tracers implements Source {
  @Override
  public List<Leftover> find() {
    List<Leftover> found = new ArrayList<>();
    try {
      for (Pid pid : ProcFs.LIVE.pids()) {
        orphan(pid).ifPresent(found::add);
      }
    } catch (ProcException e) {
      return found;
    }
    return found;
  }

  private static Optional<Leftover> orphan(Pid pid) {
    try {
      ProcStat stat = ProcStat.read(pid);
      if (stat.isKernelThread() || stat.isZombie() || stat.processGroup() != pid.value()) {
        return Optional.empty();
      }
      return RunMark.of(ProcFs.LIVE.bytes(pid, "environ"))
          .filter(run -> !isAlive(run))
          .map(
              run ->
                  new Leftover(
                      Leftover.Kind.TRACER, stat.command() + " " + pid, run.pid().value()));
    } catch (ProcException e) {
      return Optional.empty(); // gone, or of another user
    }
  }

  private static boolean isAlive(ProcessKey run) {
    try {
      ProcStat stat = ProcStat.read(run.pid());
      return stat.key().equals(run) && !stat.isZombie();
    } catch (ProcException e) {
      return false;
    }
  }

  @Override
  public String remove(Leftover leftover) {
    String number = leftover.what().substring(leftover.what().lastIndexOf(' ') + 1);
    return ProcessGroup.signal(Long.parseLong(number), ProcessGroup.SIGKILL)
        ? ""
        : "it could not be signalled";
  }
}
