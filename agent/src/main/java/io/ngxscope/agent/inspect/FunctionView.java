package io.ngxscope.agent.inspect;

import java.util.List;

/**
 * What is known about one function.
 *
 * @param function which
 * @param end address behind its last byte in the object
 * @param callers functions of its object that call it or jump to it, by name or place
 * @param places where it can be probed
 * @param code its instructions
 */
public record FunctionView(
    NamedFunction function,
    long end,
    List<String> callers,
    List<ProbePlace> places,
    List<CodeLine> code) {
  /** Copies the lists. */
  public FunctionView {
    callers = List.copyOf(callers);
    places = List.copyOf(places);
    code = List.copyOf(code);
  }
}
