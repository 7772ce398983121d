package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.NoSuchProcess;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcStat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The workers of a master, cheap enough to be asked for several times a second: one small file
 * names the children, two tell what each of them is.
 */
final class WorkerScan {
  private WorkerScan() {}

  /**
   * The present workers in rising order; a fork of a worker is not among them, since only children
   * of the master are.
   *
   * @throws NoSuchProcess if this very master is gone
   */
  static List<WorkerSeen> of(ProcFs fs, ProcessKey master) throws ProcException {
    if (!isAlive(fs, master)) {
      throw new NoSuchProcess("master " + master.pid() + " is gone");
    }
    List<WorkerSeen> workers = new ArrayList<>();
    for (Pid child : children(fs, master.pid())) {
      addIfWorker(fs, child, workers);
    }
    return workers;
  }

  private static void addIfWorker(ProcFs fs, Pid child, List<WorkerSeen> workers) {
    try {
      ProcessFacts facts = ProcessFacts.readTitle(fs, child);
      if (facts.stat().isZombie()) {
        return;
      }
      switch (facts.title()) {
        case WORKER -> workers.add(new WorkerSeen(facts.stat().key(), Role.WORKER));
        case SHUTTING_DOWN ->
            workers.add(new WorkerSeen(facts.stat().key(), Role.SHUTTING_DOWN_WORKER));
        case CUT -> {
          if (ProcessFacts.read(fs, child).isNamedNginx()) {
            workers.add(new WorkerSeen(facts.stat().key(), Role.WORKER));
          }
        }
        // a new master of a binary upgrade; or a worker that has not named itself yet
        case MASTER -> workers.add(new WorkerSeen(facts.stat().key(), Role.MASTER));
        case HELPER, NONE -> {}
      }
    } catch (ProcException e) {
      return; // gone between two reads: the next scan will not see it at all
    }
  }

  /** {@code task/TID/children} needs CONFIG_PROC_CHILDREN; without it every process is asked. */
  private static List<Pid> children(ProcFs fs, Pid master) throws ProcException {
    try {
      String list = fs.text(master, "task/" + master + "/children").strip();
      return list.isEmpty()
          ? List.of()
          : Arrays.stream(list.split(" ", -1)).map(n -> new Pid(Integer.parseInt(n))).toList();
    } catch (NoSuchProcess e) {
      throw e;
    } catch (ProcException | IllegalArgumentException e) {
      return childrenBySearch(fs, master);
    }
  }

  private static List<Pid> childrenBySearch(ProcFs fs, Pid master) throws ProcException {
    List<Pid> children = new ArrayList<>();
    for (Pid pid : fs.pids()) {
      if (isChild(fs, pid, master)) {
        children.add(pid);
      }
    }
    return children;
  }

  private static boolean isChild(ProcFs fs, Pid pid, Pid parent) {
    try {
      return ProcStat.parse(fs.text(pid, "stat")).parent() == parent.value();
    } catch (ProcException e) {
      return false;
    }
  }

  /** Whether the very same process still lives; a zombie does not. */
  static boolean isAlive(ProcFs fs, ProcessKey process) {
    try {
      ProcStat stat = ProcStat.parse(fs.text(process.pid(), "stat"));
      return stat.startTicks() == process.startTicks() && !stat.isZombie();
    } catch (ProcException e) {
      return false;
    }
  }
}
