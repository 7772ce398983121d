package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.probe.Check.CannotTell;
import io.ngxscope.agent.probe.Check.Supported;
import io.ngxscope.agent.probe.Check.Unsupported;
import io.ngxscope.agent.probe.Requirement.Host;
import io.ngxscope.agent.probe.Requirement.Known;
import io.ngxscope.agent.probe.Requirement.Tool;
import io.ngxscope.agent.probe.Requirement.Tracepoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Answers what a script requires, before it is loaded. */
public final class Readiness {
  /** What every script for bpftrace needs, though its header need not say so. */
  private static final List<String> IMPLIED =
      List.of("lockdown", "bpf", "perf-events", "tracefs", "pid-namespace");

  /** The same for perf, which knows processes by the numbers that we know them by. */
  private static final List<String> IMPLIED_BY_PERF = List.of("lockdown", "perf-events");

  private static final List<Path> TRACEFS =
      List.of(Path.of("/sys/kernel/tracing/events"), Path.of("/sys/kernel/debug/tracing/events"));

  private final Machine machine;
  private final Function<String, Optional<ToolVersion>> versions;

  /**
   * Readies asking.
   *
   * @param versions the version of an installed tool by its name; nothing if it is not installed
   */
  public Readiness(Machine machine, Function<String, Optional<ToolVersion>> versions) {
    this.machine = machine;
    this.versions = versions;
  }

  /** All that a script requires, what its backend implies first. */
  public static List<Requirement> of(ProbeSpec spec) {
    List<Requirement> all = new ArrayList<>();
    List<String> implied = spec.backend() == Tracer.PERF ? IMPLIED_BY_PERF : IMPLIED;
    implied.forEach(id -> RequirementParser.host(id).ifPresent(all::add));
    boolean versioned =
        spec.requirements().stream()
            .anyMatch(r -> r instanceof Tool t && t.program().equals("bpftrace"));
    if (!versioned && spec.backend() == Tracer.BPFTRACE) {
      all.add(new Tool("bpftrace", BpftraceVersions.OLDEST));
    }
    all.addAll(spec.requirements());
    spec.facts().stream()
        .filter(fact -> !spec.optional().contains(fact))
        .sorted()
        .forEach(fact -> all.add(new Known(fact)));
    return all;
  }

  /**
   * Asks everything.
   *
   * @throws DiagnosticException for the first requirement that is not met; what nobody can tell is
   *     tried
   */
  public void require(ProbeSpec spec, ProbeFacts facts) {
    for (Requirement requirement : of(spec)) {
      if (ask(requirement, facts) instanceof Unsupported no) {
        throw refusal(spec, requirement, no);
      }
    }
  }

  /**
   * Asks what can be known without looking at a worker.
   *
   * @throws DiagnosticException for the first requirement that is not met
   */
  public void requireHost(ProbeSpec spec) {
    ProbeFacts nothing = new ProbeFacts.Builder().build();
    for (Requirement requirement : of(spec)) {
      if (!(requirement instanceof Known) && ask(requirement, nothing) instanceof Unsupported no) {
        throw refusal(spec, requirement, no);
      }
    }
  }

  /** Whether one requirement is met. */
  public Check ask(Requirement requirement, ProbeFacts facts) {
    if (requirement instanceof Host host) {
      return host.check().question().apply(machine);
    }
    if (requirement instanceof Tool tool) {
      return tool(tool);
    }
    if (requirement instanceof Tracepoint tracepoint) {
      return tracepoint(tracepoint);
    }
    Fact fact = ((Known) requirement).fact();
    return facts.find(fact).isPresent()
        ? new Supported(fact.words())
        : new Unsupported(fact.words() + " is not known: " + facts.why(fact), "");
  }

  private Check tool(Tool tool) {
    Optional<ToolVersion> version = versions.apply(tool.program());
    if (version.isEmpty()) {
      return new Unsupported(
          tool.program() + " is not installed", "install the package " + debian(tool.program()));
    }
    if (!version.get().isAtLeast(tool.atLeast())) {
      return new Unsupported(
          tool.program() + " " + version.get() + " is too old: " + tool.atLeast() + " is needed",
          "install a newer " + tool.program());
    }
    return tool.program().equals("bpftrace")
        ? BpftraceVersions.check(version.get())
        : new Supported(version.get().toString());
  }

  private static String debian(String program) {
    return program.equals("perf") ? "linux-perf" : program;
  }

  private static Check tracepoint(Tracepoint tracepoint) {
    for (Path events : TRACEFS) {
      if (Files.isDirectory(events.resolve(tracepoint.category()))) {
        return Files.isDirectory(events.resolve(tracepoint.category()).resolve(tracepoint.name()))
            ? new Supported("")
            : new Unsupported(
                "this kernel has no tracepoint " + tracepoint.category() + ":" + tracepoint.name(),
                "");
      }
    }
    return new CannotTell("the tracing file system is not mounted, or may not be read");
  }

  private static DiagnosticException refusal(
      ProbeSpec spec, Requirement requirement, Unsupported no) {
    String message = "the probe " + spec.name() + " cannot run here: " + no.why();
    if (requirement instanceof Tool) {
      return new DiagnosticException.MissingTool(message, no.whatToDo());
    }
    boolean privilege =
        requirement instanceof Host host
            && List.of("bpf", "perf-events").contains(host.check().id())
            && !no.whatToDo().isEmpty();
    return privilege
        ? new DiagnosticException.NoPermission(message, no.whatToDo())
        : new DiagnosticException.Unsupported(message, no.whatToDo());
  }
}
