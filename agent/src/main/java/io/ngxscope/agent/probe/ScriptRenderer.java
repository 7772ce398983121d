package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import java.util.Optional;
import java.util.stream.Collectors;

/** Fills arguments and facts into a script: the text that a tracer is given. */
public final class ScriptRenderer {
  private ScriptRenderer() {}

  /**
   * Fills in.
   *
   * @return as many lines as {@link ProbeSpec#source()}, so that a line of the one is a line of the
   *     other
   * @throws Unsupported if a fact that the script needs is not known
   */
  public static String render(ProbeSpec spec, ProbeArguments arguments, ProbeFacts facts) {
    return spec.source().stream()
        .map(line -> Placeholders.fill(line, name -> value(spec, name, arguments, facts)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String value(
      ProbeSpec spec, String name, ProbeArguments arguments, ProbeFacts facts) {
    if (spec.argument(name).isPresent()) {
      return arguments.value(name).text();
    }
    Fact fact = Fact.of(name).orElseThrow();
    return facts
        .find(fact)
        .map(ScriptValue::text)
        .or(() -> spec.optional().contains(fact) ? Optional.of("0") : Optional.empty())
        .orElseThrow(
            () ->
                new Unsupported(
                    spec.name() + " needs " + fact.words() + ": " + facts.why(fact),
                    "`ngxscope doctor -p PID` says what is known about a worker"));
  }
}
