package io.ngxscope.agent.session;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.recording.RecordingWriter;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a recording on a thread of its own: a slow disk must not make the watch late. What does
 * not fit into the queue any more is counted, not waited for.
 */
final class Recorder implements AutoCloseable {
  private static final int QUEUE = 10_000;
  private static final long FLUSH_MILLIS = 1_000;

  private final RecordingWriter writer;
  private final LinkedBlockingQueue<Consumer<RecordingWriter>> queue =
      new LinkedBlockingQueue<>(QUEUE);
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable DiagnosticException failure;
  private long dropped;

  Recorder(RecordingWriter writer) {
    this.writer = writer;
    this.thread = new Thread(this::drain, "ngxscope-recorder");
    thread.setDaemon(true);
    thread.start();
  }

  /** Has something written soon; never waits. */
  void write(Consumer<RecordingWriter> what) {
    if (failure != null || !queue.offer(what)) {
      dropped++;
    }
  }

  private void drain() {
    long lastFlush = System.nanoTime();
    try {
      while (!closing || !queue.isEmpty()) {
        Consumer<RecordingWriter> next = queue.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          next.accept(writer);
        }
        if (System.nanoTime() - lastFlush > TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS)) {
          writer.flush();
          lastFlush = System.nanoTime();
        }
      }
    } catch (DiagnosticException e) {
      failure = e; // a full disk, say: what was written stays readable, the capture goes on
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What went wrong with the file, or null. */
  @Nullable DiagnosticException failure() {
    return failure;
  }

  /** Events that are not in the file. */
  long dropped() {
    return dropped;
  }

  /** Writes the end of a capture that saw iterations of event loops. */
  void finish(LoopLatency loop, Quality quality, long endMicros) {
    List<LatencyHistogram.Bucket> durations = loop.all().buckets();
    List<LoopLatency.Slice> slices = loop.takeChanged();
    write(
        w -> {
          slices.forEach(w::loopSlice);
          w.loop(durations);
        });
    finish(quality, endMicros);
  }

  /** Writes the end. */
  void finish(Quality quality, long endMicros) {
    write(
        w -> {
          w.quality(quality);
          w.finish(endMicros);
        });
    close();
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      writer.close();
    } catch (DiagnosticException e) {
      failure = failure == null ? e : failure;
    }
    if (failure == null && !writer.isThere()) {
      failure =
          new DiagnosticException.ProbeFailed(
              "the file was removed while it was written", "leave it there until the end");
    }
  }
}
