package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CpuList;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStat;
import java.util.BitSet;
import java.util.Collection;

/** Where a tracer may run, so that it does not take the processor from the workers it traces. */
public final class TracerPlace {
  private TracerPlace() {}

  /**
   * Our processors without those of the workers, if any are left: those that a worker is bound to,
   * else the one that it ran on last.
   *
   * @throws ProcException if our own cannot be read
   */
  public static CpuList awayFrom(Collection<Pid> workers) throws ProcException {
    CpuList own = CpuList.allowed(new Pid((int) ProcessHandle.current().pid()));
    BitSet taken = new BitSet();
    for (Pid worker : workers) {
      taken.or(usedBy(worker, own));
    }
    return own.without(taken);
  }

  private static BitSet usedBy(Pid worker, CpuList own) {
    BitSet used = new BitSet();
    try {
      BitSet allowed = CpuList.allowed(worker).cpus();
      if (allowed.cardinality() < own.cpus().cardinality()) {
        return allowed;
      }
      used.set(Math.max(0, ProcStat.read(worker).processor()));
    } catch (ProcException e) {
      return new BitSet(); // it is gone: the tracer will say so
    }
    return used;
  }
}
