package io.ngxscope.agent.os;

import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.Capabilities.Capability;
import java.util.Optional;

/**
 * Whether we may read the memory of a process and stop it: the kernel asks the same question for
 * {@code process_vm_readv}, {@code ptrace} and {@code /proc/PID/syscall} ({@code ptrace(2)},
 * PTRACE_MODE_ATTACH), so that reading the last of them gives the answer.
 */
public final class TraceRight {
  private TraceRight() {}

  /**
   * Asks.
   *
   * @return what is missing and what to do; empty if it is allowed or if the kernel does not tell
   * @throws NoSuchProcess if the process is gone
   */
  public static Optional<NoPermission> missing(Pid pid) throws NoSuchProcess {
    try {
      ProcFs.LIVE.text(pid, "syscall");
      return Optional.empty();
    } catch (ProcUnusable e) {
      return Optional.empty(); // a kernel without this file: the first real read will tell
    } catch (ProcAccessDenied e) {
      return Optional.of(explain(pid));
    } catch (NoSuchProcess e) {
      throw e;
    } catch (ProcException e) {
      throw new AssertionError(e);
    }
  }

  private static NoPermission explain(Pid pid) throws NoSuchProcess {
    try {
      Capabilities own = Capabilities.own();
      return explain(pid, own, ProcStatus.read(pid).effectiveUid(), yamaScope());
    } catch (NoSuchProcess e) {
      throw e;
    } catch (ProcException e) {
      return new NoPermission("the kernel refuses to trace process " + pid, "run as root");
    }
  }

  /** The words for a refusal; pure. */
  static NoPermission explain(Pid pid, Capabilities own, int targetUid, int yamaScope) {
    String what = "no permission to read process " + pid + ": ";
    if (own.has(Capability.CAP_SYS_PTRACE)) {
      return new NoPermission(
          what + "CAP_SYS_PTRACE is there, but the kernel or a security module still refuses",
          yamaScope == 3
              ? "kernel.yama.ptrace_scope is 3: nothing can be traced until the next boot"
              : "run on the host, outside of containers, and look for seccomp, SELinux or AppArmor"
                  + " denials in the kernel log");
    }
    if (own.effectiveUid() != targetUid) {
      return new NoPermission(
          what + "it runs as user " + unsigned(targetUid) + ", you are " + unsigned(own),
          "run as root (sudo), or in a container with the capability CAP_SYS_PTRACE");
    }
    return new NoPermission(
        what + "CAP_SYS_PTRACE is missing, and " + whyNotOwn(yamaScope),
        "run as root (sudo)" + (yamaScope > 0 ? " or set kernel.yama.ptrace_scope=0" : ""));
  }

  private static String whyNotOwn(int yamaScope) {
    return yamaScope > 0
        ? "kernel.yama.ptrace_scope=" + yamaScope + " forbids it even for your own processes"
        // A worker that gave up root is protected from its new user (PR_SET_DUMPABLE).
        : "the process is protected since it changed its user";
  }

  private static String unsigned(int uid) {
    return Integer.toUnsignedString(uid);
  }

  private static String unsigned(Capabilities own) {
    return unsigned(own.effectiveUid());
  }

  /** {@code kernel.yama.ptrace_scope} from 0 to 3; 0 where there is no Yama. */
  static int yamaScope() {
    try {
      return Integer.parseInt(ProcFs.LIVE.text("sys/kernel/yama/ptrace_scope").strip());
    } catch (ProcUnusable | NumberFormatException e) {
      return 0;
    }
  }
}
