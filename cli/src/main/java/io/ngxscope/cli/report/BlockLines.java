package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Block;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** One block as lines of text, each fit for a terminal. */
public final class BlockLines {
  private BlockLines() {}

  /** Everything that is known of a block: when, for whom, its calls, its stacks. */
  public static List<String> of(Block block) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    StackText.block(block, new Style(false), out);
    out.flush();
    return text.toString().lines().toList();
  }
}
