package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.SourceLine;
import io.ngxscope.agent.session.ProbeLauncher;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.cli.report.Printable;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope probes}: which probe scripts there are, and what one of them is. */
public final class ProbesCommand implements Command {
  private static final String RENDERED = "rendered";
  private static final String SHOW = "show";
  private static final int MAX_WORDS = 64;

  @Override
  public String name() {
    return "probes";
  }

  @Override
  public String summary() {
    return "list the probe scripts, or show one with its documentation";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            Option.builder()
                .longOpt(RENDERED)
                .desc("with show: the script as the tracer of a worker would get it")
                .get())
        .addOption(CommonOptions.json());
  }

  @Override
  public int maxArguments() {
    return MAX_WORDS;
  }

  @Override
  public String argumentNames() {
    return "[show NAME|FILE [name=value]...]";
  }

  @Override
  public String example() {
    return """
        $ ngxscope probes
        NAME            TRACER    ARGUMENTS  WHAT IT TELLS
        gc-step         bpftrace  hz=199     how often the Lua collector steps, and its share of the worker's time
        loop-latency    bpftrace  every=1s   how long each run of a worker's event loop takes
        ...
        $ ngxscope probes show loop-latency --rendered -p 23420
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<String> words = invocation.arguments();
    if (words.isEmpty()) {
      list(invocation);
      return DONE;
    }
    if (!words.get(0).equals(SHOW) || words.size() < 2) {
      throw new Usage(
          "`ngxscope probes` takes nothing, or show NAME",
          "for example: ngxscope probes show gc-step");
    }
    ProbeSpec spec = ProbeCatalog.shipped().open(words.get(1));
    show(invocation, spec, words.subList(2, words.size()));
    return DONE;
  }

  private static void list(Invocation invocation) {
    List<ProbeSpec> probes = ProbeCatalog.shipped().probes();
    if (invocation.json()) {
      ProbesJson.print(probes, invocation.out());
      return;
    }
    int name = probes.stream().mapToInt(p -> p.name().length()).max().orElse(4);
    int arguments = probes.stream().mapToInt(p -> arguments(p).length()).max().orElse(9);
    String format = "%-" + name + "s  %-8s  %-" + Math.max(9, arguments) + "s  %s";
    PrintStream out = invocation.out();
    line(out, String.format(Locale.ROOT, format, "NAME", "TRACER", "ARGUMENTS", "WHAT IT TELLS"));
    for (ProbeSpec p : probes) {
      String tracer = p.backend().name().toLowerCase(Locale.ROOT);
      line(out, String.format(Locale.ROOT, format, p.name(), tracer, arguments(p), p.summary()));
    }
  }

  private static String arguments(ProbeSpec spec) {
    return String.join(
        " ",
        spec.arguments().stream()
            .map(a -> a.name() + "=" + (a.otherwise() == null ? "…" : a.otherwise()))
            .toList());
  }

  private static void show(Invocation invocation, ProbeSpec spec, List<String> words) {
    if (invocation.has(RENDERED)) {
      invocation.out().print(rendered(invocation, spec, words));
    } else if (invocation.json()) {
      ProbesJson.print(List.of(spec), invocation.out());
    } else {
      PrintStream out = invocation.out();
      ProbeDoc.markdown(spec).lines().forEach(l -> line(out, l));
      line(out, "");
      line(out, "## Script");
      line(out, "");
      spec.source().stream().map(SourceLine::text).forEach(l -> line(out, l));
    }
  }

  private static String rendered(Invocation invocation, ProbeSpec spec, List<String> words) {
    ProbeArguments arguments = ProbeArguments.of(spec, words);
    List<Target> workers = TargetFinder.live().resolve(invocation.requiredPids());
    try {
      // They differ in addresses only: one is enough to read.
      return new ProbeLauncher(spec, arguments).render(workers.get(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static void line(PrintStream out, String line) {
    out.print(Printable.of(line, 4_000).stripTrailing() + "\n");
  }
}
