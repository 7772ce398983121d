package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;

/**
 * The privileges of a process ({@code capabilities(7)}).
 *
 * @param effective bit n is capability number n
 * @param effectiveUid user whose files and processes are its own
 */
public record Capabilities(long effective, int effectiveUid) {
  /** The capabilities that tracing asks for, by their numbers in {@code linux/capability.h}. */
  public enum Capability {
    /** Read and stop processes of other users. */
    CAP_SYS_PTRACE(19),
    /** Most of what is administrative; before Linux 5.8 also BPF and perf. */
    CAP_SYS_ADMIN(21),
    /** Exceed resource limits such as locked memory. */
    CAP_SYS_RESOURCE(24),
    /** perf events of other processes (Linux 5.8). */
    CAP_PERFMON(38),
    /** Load BPF programs (Linux 5.8). */
    CAP_BPF(39);

    private final int number;

    Capability(int number) {
      this.number = number;
    }
  }

  /** Our own. */
  public static Capabilities own() throws ProcException {
    return of(ProcStatus.read(new Pid((int) ProcessHandle.current().pid())));
  }

  /** Those of a process of which the status is known. */
  public static Capabilities of(ProcStatus status) {
    return new Capabilities(status.effectiveCapabilities(), status.effectiveUid());
  }

  /** Whether one of them is in force. */
  public boolean has(Capability capability) {
    return (effective >>> capability.number & 1) != 0;
  }

  /** Whether the user is root, which alone (in a container) does not mean every privilege. */
  public boolean isRoot() {
    return effectiveUid == 0;
  }
}
