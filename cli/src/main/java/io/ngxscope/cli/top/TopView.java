package io.ngxscope.cli.top;

import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.model.Block;
import java.util.List;
import java.util.OptionalLong;

/**
 * Everything that can be shown at a moment.
 *
 * @param unixMicros when, microseconds since the epoch
 * @param rows workers, by number
 * @param culprits of the blocks of the last minute, most time first
 * @param worst blocks of the last minute, longest first
 * @param blocks how many there were since the start
 * @param inFlight requests, if nginx counts them
 * @param said the last thing to tell the user; may be empty
 */
record TopView(
    long unixMicros,
    List<TopRow> rows,
    List<Culprit> culprits,
    List<Block> worst,
    long blocks,
    OptionalLong inFlight,
    String said) {
  TopView {
    rows = List.copyOf(rows);
    culprits = List.copyOf(culprits);
    worst = List.copyOf(worst);
  }
}
