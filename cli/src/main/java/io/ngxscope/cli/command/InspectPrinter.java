package io.ngxscope.cli.command;

import io.ngxscope.agent.inspect.CodeLine;
import io.ngxscope.agent.inspect.FunctionFinder.ModuleNames;
import io.ngxscope.agent.inspect.FunctionView;
import io.ngxscope.agent.inspect.NamedFunction;
import io.ngxscope.agent.inspect.Structure;
import io.ngxscope.agent.session.InspectSession;
import java.util.List;

/** Shows the answers of {@code inspect}. */
interface InspectPrinter {
  /**
   * A function with the code at its beginning.
   *
   * @param function which
   * @param code a few instructions, or none
   */
  record Anchored(NamedFunction function, List<CodeLine> code) {
    /** Copies the list. */
    public Anchored {
      code = List.copyOf(code);
    }
  }

  void modules(List<ModuleNames> modules);

  void symbols(List<Anchored> functions);

  void function(FunctionView view);

  void calls(InspectSession.Calls calls);

  void structures(List<Structure> structures);
}
