package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.cli.explain.Page;
import io.ngxscope.cli.explain.PageText;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.cli.Options;

/** {@code ngxscope explain}: what a command measures, how, at what cost, and what it misses. */
public final class ExplainCommand implements Command {
  private final Supplier<List<Command>> commands;

  /** A command that explains these. */
  public ExplainCommand(Supplier<List<Command>> commands) {
    this.commands = commands;
  }

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String summary() {
    return "say what a command measures, how, at what cost, and what it cannot see";
  }

  @Override
  public Options options() {
    return new Options();
  }

  @Override
  public String example() {
    return """
        $ ngxscope explain block
        block: what keeps a worker from its event loop

        What it measures
        ...
        """;
  }

  @Override
  public int maxArguments() {
    return 1;
  }

  @Override
  public String argumentNames() {
    return "TOPIC";
  }

  @Override
  public List<String> argumentChoices() {
    Stream<String> measuring =
        commands.get().stream().map(Command::name).filter(name -> Page.about(name).isPresent());
    Stream<String> scripts = ProbeCatalog.shipped().probes().stream().map(ProbeSpec::name);
    return Stream.concat(measuring, scripts).distinct().toList();
  }

  @Override
  public int run(Invocation invocation) {
    List<String> topics = argumentChoices();
    if (invocation.arguments().isEmpty()) {
      throw new Usage("explain what?", "there are: " + String.join(", ", topics));
    }
    String topic = invocation.arguments().get(0);
    Page page = page(topic).orElseThrow(() -> unknown(topic, topics));
    invocation.out().print(PageText.of(page, invocation.columns()));
    return DONE;
  }

  /** A command, else the script of that name. */
  private static Optional<Page> page(String topic) {
    return Page.about(topic)
        .or(
            () ->
                ProbeCatalog.shipped().probes().stream()
                    .filter(p -> p.name().equals(topic))
                    .findFirst()
                    .map(p -> Page.parse(ProbeDoc.markdown(p))));
  }

  private static Usage unknown(String topic, List<String> topics) {
    return new Usage(
        "nothing is known about '" + topic + "'",
        Suggestion.near(topic, topics)
            .map(t -> "did you mean `ngxscope explain " + t + "`?")
            .orElse("there are: " + String.join(", ", topics)));
  }
}
