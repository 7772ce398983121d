package io.ngxscope.cli.command;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.session.ScriptSession.Outcome;
import io.ngxscope.agent.stream.Row;
import java.util.List;

/** Prints what scripts tell, while they tell it. */
interface RowPrinter {
  /** One event, whose columns are as the header promises. */
  void row(Pid worker, Row row);

  /** How it went; after the last row. */
  void end(List<Outcome> outcomes);
}
