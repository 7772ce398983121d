package io.ngxscope.cli.command;

import io.ngxscope.agent.probe.Fact;
import io.ngxscope.agent.probe.OutputEvent;
import io.ngxscope.agent.probe.ProbeArg;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.probe.Readiness;
import io.ngxscope.agent.probe.Requirement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the header of a script says, as a page: for `docs/probes` and for `probes show`. */
public final class ProbeDoc {
  private ProbeDoc() {}

  /** The page, in Markdown. */
  public static String markdown(ProbeSpec spec) {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(spec.name()).append("\n\n");
    page.append(capital(spec.summary())).append(". A script for ");
    page.append(spec.backend().name().toLowerCase(Locale.ROOT)).append(".\n");
    section(page, "Use", examples(spec));
    section(page, "Arguments", lines(spec.arguments().stream().map(ProbeDoc::argument).toList()));
    section(page, "Output", lines(spec.outputs().stream().map(ProbeDoc::output).toList()));
    section(page, "Overhead", spec.overhead());
    section(
        page,
        "Requirements",
        lines(Readiness.of(spec).stream().map(ProbeDoc::requirement).distinct().toList()));
    section(
        page, "What it does not tell", lines(spec.caveats().stream().map(c -> "- " + c).toList()));
    return page.toString();
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static void section(StringBuilder page, String title, String text) {
    if (!text.isBlank()) {
      page.append("\n## ").append(title).append("\n\n").append(text.strip()).append('\n');
    }
  }

  private static String lines(List<String> lines) {
    return String.join("\n", lines);
  }

  private static String examples(ProbeSpec spec) {
    return spec.examples().stream()
        .map(e -> "```\n" + e.strip() + "\n```")
        .collect(Collectors.joining("\n\n"));
  }

  private static String argument(ProbeArg arg) {
    String otherwise =
        arg.otherwise() == null ? "must be given" : "`" + arg.otherwise() + "` if not given";
    return "- `"
        + arg.name()
        + "`, "
        + arg.type().words()
        + ", "
        + otherwise
        + ": "
        + arg.description();
  }

  private static String output(OutputEvent event) {
    String columns =
        event.columns().stream()
            .map(c -> "`" + c.name() + ":" + c.unit().key() + (c.repeated() ? "*" : "") + "`")
            .collect(Collectors.joining(" "));
    String words = event.description().isEmpty() ? "" : ": " + event.description();
    return "- `" + event.kind() + "` " + columns + words;
  }

  private static String requirement(Requirement requirement) {
    if (requirement instanceof Requirement.Host host) {
      return "- " + host.check().title();
    }
    if (requirement instanceof Requirement.Tool tool) {
      return "- " + tool.program() + " " + tool.atLeast() + " or newer";
    }
    if (requirement instanceof Requirement.Tracepoint tracepoint) {
      return "- the tracepoint " + tracepoint.category() + ":" + tracepoint.name();
    }
    Fact fact = ((Requirement.Known) requirement).fact();
    return "- of the worker: " + fact.words();
  }
}
