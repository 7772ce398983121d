package io.ngxscope.agent.probe;

import io.ngxscope.agent.os.Subprocess;
import io.ngxscope.agent.probe.Check.CannotTell;
import io.ngxscope.agent.probe.Check.Supported;
import io.ngxscope.agent.probe.Check.Unsupported;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A question about a program.
 *
 * @param program its name on the PATH, which is also the id of the check
 * @param debianPackage what to install
 * @param neededBy who cannot work without it
 */
public record ToolCheck(String program, String debianPackage, Set<Tracer> neededBy) {
  /** In the order in which they are shown. */
  public static final List<ToolCheck> LIST =
      List.of(
          new ToolCheck("bpftrace", "bpftrace", Set.of(Tracer.BPFTRACE)),
          new ToolCheck("perf", "linux-perf", Set.of(Tracer.PERF)),
          new ToolCheck("stap", "systemtap", Set.of(Tracer.SYSTEMTAP)),
          new ToolCheck("gdb", "gdb", Set.of()));

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 4096;
  private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+[\\w.-]*");

  /** Copies the set. */
  public ToolCheck {
    neededBy = Set.copyOf(neededBy);
  }

  /** Whether a check of this id asks about a program. */
  public static boolean isTool(String id) {
    return LIST.stream().anyMatch(tool -> tool.program().equals(id));
  }

  /** The version of a program; nothing if it is not installed or does not tell. */
  public static Optional<ToolVersion> version(String program) throws InterruptedException {
    return Subprocess.run(List.of(program, "--version"), LIMIT, MAX_BYTES)
            instanceof Subprocess.Finished finished
        ? ToolVersion.in(finished.stdout() + "\n" + finished.stderrTail())
        : Optional.empty();
  }

  /** Starts it to ask for its version; does not advise to install what could not run here. */
  public Diagnosis ask(Machine machine) throws InterruptedException {
    Subprocess.Result result = Subprocess.run(List.of(program, "--version"), LIMIT, MAX_BYTES);
    return new Diagnosis(
        program, program, Optional.empty(), neededBy, onThis(machine, answer(result)));
  }

  /** Every way of looking that needs the tool may be closed by the machine itself. */
  Check onThis(Machine machine, Check answer) {
    boolean useless =
        !neededBy.isEmpty() && neededBy.stream().allMatch(tracer -> isHopeless(tracer, machine));
    return answer instanceof Unsupported no && useless
        ? new Unsupported(no.why() + ", and of no use here: see above", "")
        : answer;
  }

  /** Something is in its way that nobody can change on this machine. */
  private static boolean isHopeless(Tracer tracer, Machine machine) {
    return HostChecks.LIST.stream()
        .filter(check -> check.neededBy().contains(tracer))
        .map(check -> check.question().apply(machine))
        .anyMatch(result -> result instanceof Unsupported no && no.whatToDo().isEmpty());
  }

  /** What the run of {@code --version} tells. */
  Check answer(Subprocess.Result result) {
    if (result instanceof Subprocess.NotStarted) {
      return new Unsupported(
          "not installed", "install the package " + debianPackage + " if you want to use it");
    }
    if (result instanceof Subprocess.Finished finished) {
      // SystemTap tells its version on standard error.
      Matcher version = VERSION.matcher(finished.stdout() + "\n" + finished.stderrTail());
      if (!version.find()) {
        return new CannotTell("it is installed, but does not tell its version");
      }
      return program.equals("bpftrace")
          ? ToolVersion.in(version.group())
              .map(BpftraceVersions::check)
              .orElse(new Supported(version.group()))
          : new Supported(version.group());
    }
    return new CannotTell("it did not answer within " + LIMIT.toSeconds() + " s");
  }
}
