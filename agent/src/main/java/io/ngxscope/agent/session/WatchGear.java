package io.ngxscope.agent.session;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.watch.WallClock;
import io.ngxscope.agent.watch.Watch;
import io.ngxscope.agent.watch.WatchCounters;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Blocks by the watch. */
final class WatchGear implements BlockGear {
  private final Watch watch;

  WatchGear(Watch watch) {
    this.watch = watch;
  }

  @Override
  public void attach(List<Target> targets, Collection<Pid> followed) {
    watch.attach(targets, followed);
  }

  @Override
  public void run(BooleanSupplier stop) {
    watch.run(stop);
  }

  @Override
  public void finish() {
    watch.finish();
  }

  @Override
  public WatchCounters counters() {
    return watch.counters();
  }

  @Override
  public long lost() {
    return 0;
  }

  @Override
  public WallClock clock() {
    return watch.clock();
  }

  @Override
  public void close() {
    watch.close();
  }
}
