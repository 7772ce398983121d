package io.ngxscope.agent.session;

import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.os.host.HostFacts;
import io.ngxscope.agent.probe.Check;
import io.ngxscope.agent.probe.Diagnosis;
import io.ngxscope.agent.probe.HostCheck;
import io.ngxscope.agent.probe.HostChecks;
import io.ngxscope.agent.probe.Machine;
import io.ngxscope.agent.probe.TargetCheck;
import io.ngxscope.agent.probe.ToolCheck;
import io.ngxscope.agent.probe.Tracer;
import io.ngxscope.agent.probe.Verdict;
import io.ngxscope.agent.target.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What works here, and for these processes.
 *
 * @param host the machine
 * @param diagnoses every question with its answer: the machine, the tools, then each process
 * @param verdicts the sum for each way of looking
 */
public record Examination(HostInfo host, List<Diagnosis> diagnoses, List<Verdict> verdicts) {
  /** Copies the lists. */
  public Examination {
    diagnoses = List.copyOf(diagnoses);
    verdicts = List.copyOf(verdicts);
  }

  /**
   * Makes all checks; takes a second or two, for the tools are asked for their versions.
   *
   * @param targets the processes; may be none
   * @param targetChecks what is asked about each of them
   */
  public static Examination make(List<Target> targets, List<TargetCheck> targetChecks)
      throws InterruptedException {
    List<Diagnosis> diagnoses = new ArrayList<>();
    Machine machine = Machine.read();
    for (HostCheck check : HostChecks.LIST) {
      diagnoses.add(check.ask(machine));
    }
    for (ToolCheck check : ToolCheck.LIST) {
      diagnoses.add(check.ask(machine));
    }
    for (Target target : targets) {
      targetChecks.forEach(check -> diagnoses.add(check.ask(target)));
    }
    List<Verdict> verdicts =
        Arrays.stream(Tracer.values()).map(t -> Verdict.of(t, diagnoses)).toList();
    return new Examination(HostFacts.read(), diagnoses, verdicts);
  }

  /**
   * What is in the way of something that is meant to be used here: the watch gear always, a tracer
   * if its program is installed. A program that is not installed is no finding.
   */
  public List<Diagnosis> findings() {
    return diagnoses.stream()
        .filter(d -> d.result() instanceof Check.Unsupported)
        .filter(d -> d.neededBy().stream().anyMatch(this::isMeant))
        .toList();
  }

  private boolean isMeant(Tracer tracer) {
    List<Diagnosis> tools =
        diagnoses.stream()
            .filter(d -> ToolCheck.isTool(d.id()) && d.neededBy().contains(tracer))
            .toList();
    return tools.stream().noneMatch(d -> d.result() instanceof Check.Unsupported);
  }
}
