package io.ngxscope.agent.session;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.util.List;

/**
 * Which gear is used, and why.
 *
 * @param gear the gear
 * @param why in words; empty if it was asked for
 */
public record GearChoice(Gear gear, String why) {
  /** The gear that the user named. */
  public static GearChoice of(Gear gear) {
    return new GearChoice(gear, "");
  }

  /**
   * Chooses: the watch, unless there is a reason against it and the probes can run here.
   *
   * @param pids workers, or masters that stand for all their workers
   * @param mayStop whether a worker may be stopped to read its registers
   */
  public static GearChoice choose(List<Pid> pids, boolean mayStop) throws InterruptedException {
    List<Target> workers = TargetFinder.live().resolve(pids);
    String reason = reason(workers, mayStop);
    if (reason.isEmpty()) {
      return new GearChoice(Gear.WATCH, "it attaches nothing, and nothing speaks against it here");
    }
    String against = obstacle(workers);
    return against.isEmpty()
        ? new GearChoice(Gear.SAMPLE, reason)
        : new GearChoice(Gear.WATCH, reason + ", but " + against);
  }

  private static String reason(List<Target> workers, boolean mayStop) {
    if (!mayStop) {
      return "workers may not be stopped, and probes see what runs without that";
    }
    return workers.stream().anyMatch(GearChoice::hasCoarseClock)
        ? "timer_resolution keeps nginx's clock from telling when a block begins"
        : "";
  }

  /** Where it cannot be told, the gear that is chosen will say what is wrong. */
  private static boolean hasCoarseClock(Target worker) {
    try {
      StackOpener opener = new StackOpener(false, complete -> {});
      return opener.open(worker).globals().timerResolutionMillis() > 0;
    } catch (ProcException | DiagnosticException e) {
      return false;
    }
  }

  private static String obstacle(List<Target> workers) throws InterruptedException {
    ProbeSpec spec = ProbeCatalog.shipped().open(SampleGear.SCRIPT);
    try {
      ProbeLauncher launcher = new ProbeLauncher(spec, ProbeArguments.of(spec, List.of()));
      for (Target worker : workers) {
        launcher.render(worker);
      }
      return "";
    } catch (DiagnosticException e) {
      return e.getMessage();
    }
  }
}
