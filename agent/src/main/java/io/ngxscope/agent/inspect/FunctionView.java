package io.ngxscope.agent.inspect;

import java.util.List;

/**
 * What is known about one function.
 *
 * @param function which
 * @param end address behind its last byte in the object
 * @param source where it stands in its source, as {@code file:line}; empty without debug
 *     information
 * @param callers functions of its object that call it or jump to it, by name or place
 * @param places where it can be probed
 * @param code its instructions
 */
public record FunctionView(
    NamedFunction function,
    long end,
    String source,
    List<String> callers,
    List<ProbePlace> places,
    List<CodeLine> code) {
  /** Copies the lists. */
  public FunctionView {
    callers = List.copyOf(callers);
    places = List.copyOf(places);
    code = List.copyOf(code);
  }

  /** The same with another path for its source. */
  public FunctionView withSource(String other) {
    return new FunctionView(function, end, other, callers, places, code);
  }
}
