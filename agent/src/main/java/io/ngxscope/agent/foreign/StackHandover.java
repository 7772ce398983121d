package io.ngxscope.agent.foreign;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/** Batches on their way from one thread to another and back, few at a time. */
final class StackHandover {
  private static final int BATCHES = 4;
  private static final StackBatch END = new StackBatch();
  private final ArrayBlockingQueue<StackBatch> full = new ArrayBlockingQueue<>(BATCHES + 1);
  private final ArrayBlockingQueue<StackBatch> empty = new ArrayBlockingQueue<>(BATCHES);
  private volatile @Nullable Throwable failure;

  StackHandover() {
    for (int i = 0; i < BATCHES; i++) {
      empty.add(new StackBatch());
    }
  }

  /** A batch to fill. */
  StackBatch fresh() throws InterruptedException {
    StackBatch batch = empty.take();
    batch.clear();
    return batch;
  }

  void give(StackBatch batch) {
    full.add(batch); // there is room for all that there are
  }

  /**
   * Nothing comes any more.
   *
   * @param why what has failed, or null
   */
  void end(@Nullable Throwable why) {
    failure = why;
    full.add(END);
  }

  /** The next batch; null if there is none any more. */
  @Nullable StackBatch take() throws InterruptedException {
    StackBatch batch = full.take();
    return batch == END ? null : batch;
  }

  void giveBack(StackBatch batch) {
    empty.add(batch);
  }

  /** Throws here what has failed there. */
  void rethrow() throws IOException {
    Throwable why = failure;
    if (why instanceof IOException e) {
      throw e;
    }
    if (why instanceof Error e) {
      throw e;
    }
    if (why != null) {
      throw (RuntimeException) why;
    }
  }
}
