package io.ngxscope.cli.top;

import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.cli.report.FrameText;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is in the list that the cursor moves through: workers, or blocks.
 *
 * @param rows workers, in order; empty if blocks are listed
 * @param blocks blocks, longest first; empty if workers are listed
 */
record TopList(List<TopRow> rows, List<Block> blocks) {
  TopList {
    rows = List.copyOf(rows);
    blocks = List.copyOf(blocks);
  }

  static TopList of(TopView view, TopState state) {
    String wanted = state.filter.toLowerCase(Locale.ROOT);
    if (state.blocks) {
      return new TopList(List.of(), view.worst().stream().filter(b -> matches(b, wanted)).toList());
    }
    return new TopList(
        view.rows().stream().filter(r -> matches(r, wanted)).sorted(state.sort.order()).toList(),
        List.of());
  }

  private static boolean matches(TopRow row, String wanted) {
    return Integer.toString(row.pid()).contains(wanted)
        || (row.now() != null && matches(row.now(), wanted))
        || (row.worst() != null && matches(row.worst(), wanted));
  }

  private static boolean matches(Block block, String wanted) {
    Frame frame = Culprits.culprit(block);
    String uri = block.request() == null ? "" : block.request().uri();
    String text =
        block.worker().pid() + " " + FrameText.name(frame) + " " + FrameText.where(frame) + uri;
    return text.toLowerCase(Locale.ROOT).contains(wanted);
  }

  int size() {
    return rows.size() + blocks.size();
  }

  /** The block behind a line: what a worker is blocked in now, else its worst. */
  @Nullable Block block(int index) {
    if (index < 0 || index >= size()) {
      return null;
    }
    if (!blocks.isEmpty()) {
      return blocks.get(index);
    }
    TopRow row = rows.get(index);
    return row.now() != null ? row.now() : row.worst();
  }
}
