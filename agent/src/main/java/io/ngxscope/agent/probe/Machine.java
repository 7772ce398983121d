package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.Capabilities;
import io.ngxscope.agent.os.KernelFeatures;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStatus;

/**
 * What the checks of the machine look at.
 *
 * @param kernel its features
 * @param own our privileges
 * @param seccomp whether a filter of system calls is laid upon us
 */
public record Machine(KernelFeatures kernel, Capabilities own, boolean seccomp) {
  /** This one. */
  public static Machine read() {
    try {
      ProcStatus status = ProcStatus.read(new Pid((int) ProcessHandle.current().pid()));
      return new Machine(KernelFeatures.read(), Capabilities.of(status), status.seccomp() == 2);
    } catch (ProcException e) {
      // Without /proc nothing works, and the first check says so.
      return new Machine(KernelFeatures.read(), new Capabilities(0, -1), false);
    }
  }
}
