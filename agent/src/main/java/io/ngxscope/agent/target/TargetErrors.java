package io.ngxscope.agent.target;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.NoSuchProcess;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcStatus;
import io.ngxscope.agent.os.TraceRight;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a number that the user gave is no target, in words that help. */
final class TargetErrors {
  private static final String SHOW = "`ngxscope ps` lists the nginx processes of this machine";

  private TargetErrors() {}

  /** The number is no process, or the number of something else. */
  static DiagnosticException missing(ProcFs fs, Pid pid, List<Instance> running) {
    try {
      ProcStatus status = ProcStatus.parse(fs.text(pid, "status"));
      return status.threadGroup() == pid.value()
          ? new NoTarget("process " + pid + " has just started or ended", SHOW)
          : isThread(pid, status.threadGroup());
    } catch (ProcException e) {
      return fs.exists(pid)
          ? new NoPermission("process " + pid + " cannot be read", "run as root (sudo)")
          : new NoTarget("no process has the number " + pid, adviceFor(pid, running));
    }
  }

  private static NoTarget isThread(Pid pid, int process) {
    return new NoTarget(
        pid + " is a thread of process " + process, "give the process: -p " + process);
  }

  /** Numbers in a container's logs are those of its own PID namespace. */
  private static String adviceFor(Pid pid, List<Instance> running) {
    Optional<Target> meant =
        running.stream()
            .flatMap(TargetErrors::all)
            .filter(t -> t.namespaces().ownPids() && t.namespaces().ownPid() == pid.value())
            .findFirst();
    return meant
        .map(t -> "inside its container process " + t.pid() + " has this number: -p " + t.pid())
        .orElse(SHOW);
  }

  private static Stream<Target> all(Instance instance) {
    return Stream.concat(
        instance.master().stream(), instance.workers().stream().map(Instance.Worker::target));
  }

  /** What has no memory of its own cannot be looked at. */
  static void rejectUnwatchable(ProcessFacts facts) {
    Pid pid = facts.stat().pid();
    if (facts.stat().isKernelThread()) {
      throw new NoTarget("process " + pid + " is a thread of the kernel", SHOW);
    }
    if (facts.stat().isZombie()) {
      throw new NoTarget(
          "process "
              + pid
              + " has ended; its parent "
              + facts.stat().parent()
              + " has not taken notice yet (zombie)",
          SHOW);
    }
  }

  /** Reading its memory and stopping it are one right for the kernel. */
  static void requireTraceRight(Target target) {
    Optional<NoPermission> missing;
    try {
      missing = TraceRight.missing(target.pid());
    } catch (NoSuchProcess e) {
      throw new NoTarget("process " + target.pid() + " has just ended", SHOW);
    }
    if (missing.isPresent()) {
      throw missing.get();
    }
  }

  /** A master between two generations, or one whose workers crash. */
  static NoTarget noWorkers(Target master) {
    return new NoTarget(
        "nginx master " + master.pid() + " has no worker just now",
        "look into its error log, and try again: " + SHOW);
  }
}
