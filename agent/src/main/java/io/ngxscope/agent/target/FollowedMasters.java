package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.ProcException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Masters whose workers are looked for again and again: those that were named, and those that take
 * over from them in a binary upgrade (USR2), which begin as their children. One thread.
 */
public final class FollowedMasters {
  /** An upgrade makes one; a machine that does nothing else must not fill our memory. */
  private static final int MAX = 64;

  private final TargetFinder finder;
  private final Set<ProcessKey> masters = new LinkedHashSet<>();

  /** Of nobody at first. */
  public FollowedMasters(TargetFinder finder) {
    this.finder = finder;
  }

  /** Follows a process if it is a master. */
  public void follow(Pid pid) {
    finder.describe(pid).filter(t -> t.role() == Role.MASTER).ifPresent(t -> masters.add(t.key()));
  }

  /** Whether no worker can come any more. */
  public boolean isEmpty() {
    return masters.isEmpty();
  }

  /** The workers of all of them, now; masters that are gone are let go. */
  public List<WorkerSeen> workers() {
    List<WorkerSeen> workers = new ArrayList<>();
    for (ProcessKey master : List.copyOf(masters)) {
      try {
        for (WorkerSeen seen : finder.childrenOf(master)) {
          if (seen.role() != Role.MASTER) {
            workers.add(seen);
          } else if (masters.size() < MAX) {
            masters.add(seen.key());
          }
        }
      } catch (ProcException e) {
        masters.remove(master);
      }
    }
    return workers;
  }
}
