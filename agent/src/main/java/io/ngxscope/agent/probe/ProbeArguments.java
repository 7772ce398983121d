package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Values for all arguments of one script, each checked against its type.
 *
 * @param values by name, in the order of the header
 */
public record ProbeArguments(Map<String, ScriptValue> values) {
  /** Copies the map, keeping its order. */
  public ProbeArguments {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Understands what a user gave.
   *
   * @param words {@code name=value} each
   * @throws Usage if an argument is unknown, given twice, missing, or its value not of its type
   */
  public static ProbeArguments of(ProbeSpec spec, List<String> words) {
    Map<String, String> given = given(spec, words);
    Map<String, ScriptValue> values = new LinkedHashMap<>();
    for (ProbeArg arg : spec.arguments()) {
      String text = given.getOrDefault(arg.name(), arg.otherwise());
      if (text == null) {
        throw new Usage(
            spec.name() + " needs " + arg.name() + "=" + arg.type().words(), arg.description());
      }
      values.put(arg.name(), value(arg, text));
    }
    return new ProbeArguments(values);
  }

  private static Map<String, String> given(ProbeSpec spec, List<String> words) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (equals < 0 || spec.argument(name).isEmpty()) {
        throw new Usage(spec.name() + " has no argument '" + name + "'", arguments(spec));
      }
      if (given.put(name, word.substring(equals + 1)) != null) {
        throw new Usage(name + " is given twice", "give it once");
      }
    }
    return given;
  }

  private static String arguments(ProbeSpec spec) {
    List<String> names = spec.arguments().stream().map(a -> a.name() + "=…").toList();
    return names.isEmpty()
        ? "it takes none"
        : "it takes "
            + String.join(", ", names)
            + "; see `ngxscope probes show "
            + spec.name()
            + "`";
  }

  private static ScriptValue value(ProbeArg arg, String text) {
    try {
      return arg.type().parse(text);
    } catch (Usage e) {
      throw new Usage(arg.name() + ": " + e.getMessage(), e.advice());
    }
  }

  /** The value of an argument that the header declares. */
  public ScriptValue value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }
}
