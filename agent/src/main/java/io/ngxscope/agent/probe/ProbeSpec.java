package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A probe script: what its header says, and its text. {@code docs/probes/writing.md} describes the
 * header.
 *
 * @param name one lower-case word
 * @param file where it was read from
 * @param summary what it is for, one line
 * @param backend the tracer that runs it
 * @param arguments what it takes
 * @param facts what ngxscope must find out for it
 * @param optional those of the facts that the script can do without: it is given 0 then
 * @param requirements what must be there
 * @param overhead what it costs the target; empty if the header does not say
 * @param outputs what it prints
 * @param examples how it is used
 * @param caveats what it does not see
 * @param tuning limits of the tracer
 * @param source its lines, shared pieces included, placeholders not filled in
 */
public record ProbeSpec(
    String name,
    String file,
    String summary,
    Tracer backend,
    List<ProbeArg> arguments,
    Set<Fact> facts,
    Set<Fact> optional,
    List<Requirement> requirements,
    String overhead,
    List<OutputEvent> outputs,
    List<String> examples,
    List<String> caveats,
    Tuning tuning,
    List<SourceLine> source) {
  /** Copies the collections. */
  public ProbeSpec {
    arguments = List.copyOf(arguments);
    facts = Set.copyOf(facts);
    optional = Set.copyOf(optional);
    requirements = List.copyOf(requirements);
    outputs = List.copyOf(outputs);
    examples = List.copyOf(examples);
    caveats = List.copyOf(caveats);
    source = List.copyOf(source);
  }

  /**
   * Understands a script.
   *
   * @param file its name, for messages
   * @param text its content
   * @param include gives the text of a shared piece by its name, or nothing
   * @throws Usage if it is wrong; says file and line
   */
  public static ProbeSpec parse(
      String file, String text, Function<String, Optional<String>> include) {
    List<SourceLine> source = new Includes(include).splice(file, text);
    ProbeSpec spec = new HeaderParser(file, source).parse();
    Placeholders.check(spec);
    return spec;
  }

  /** The same script, which prints one more kind of row. */
  public ProbeSpec with(OutputEvent output) {
    List<OutputEvent> all = new ArrayList<>(outputs);
    all.add(output);
    return new ProbeSpec(
        name,
        file,
        summary,
        backend,
        arguments,
        facts,
        optional,
        requirements,
        overhead,
        all,
        examples,
        caveats,
        tuning,
        source);
  }

  /** What a kind of row means. */
  public Optional<OutputEvent> output(String kind) {
    return outputs.stream().filter(o -> o.kind().equals(kind)).findFirst();
  }

  /** An argument by its name. */
  public Optional<ProbeArg> argument(String argument) {
    return arguments.stream().filter(a -> a.name().equals(argument)).findFirst();
  }
}
