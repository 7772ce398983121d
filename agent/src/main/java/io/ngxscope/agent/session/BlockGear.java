package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.watch.WallClock;
import io.ngxscope.agent.watch.WatchCounters;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Finds blocks in one way or another and tells them to a sink. One use, one thread. */
interface BlockGear extends AutoCloseable {
  /**
   * Attaches to the first workers.
   *
   * @param followed masters whose new workers are attached to as well, when they appear
   */
  void attach(List<Target> targets, Collection<Pid> followed);

  /**
   * Looks until told to stop, or until no worker is left and none comes back.
   *
   * @param stop asked often
   */
  void run(BooleanSupplier stop);

  /** Ends what still runs, as blocks whose end was not seen. */
  void finish();

  /** What decides how far the result can be trusted. */
  WatchCounters counters();

  /** Events that were lost until now. */
  long lost();

  /** The clock that stamps events. */
  WallClock clock();

  @Override
  void close();
}
