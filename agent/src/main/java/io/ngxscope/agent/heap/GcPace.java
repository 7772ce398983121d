package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.model.LeakFindings.Point;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStatus;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the cycles of a collector from outside: its current white flips once in each, in the
 * atomic phase ({@code lj_gc.c}). Looked at every few milliseconds it misses none, unless a cycle
 * is shorter than that. Runs on a thread of its own, with a reader of its own.
 */
public final class GcPace implements AutoCloseable {
  private static final int WHITES = 3;
  private static final long PERIOD_MILLIS = 2;
  private static final long POINT_MICROS = 250_000;
  private static final int MAX_POINTS = 50_000;
  private static final int BYTES = 0x14;

  private final Pid pid;
  private final RemoteMemory memory;
  private final long collector;
  private final List<Point> points = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "ngxscope-gc-pace");
  private volatile boolean closed;
  private volatile boolean gone;
  private final AtomicLong flips = new AtomicLong();
  private final AtomicLong allocated = new AtomicLong();
  private long lastTotal;
  private int white = -1;
  private long nextPoint;

  /**
   * Begins to count.
   *
   * @param memory used by no other thread
   */
  public GcPace(Pid pid, RemoteMemory memory, VmAddress vm) {
    this.pid = pid;
    this.memory = memory;
    this.collector = vm.global() + HeapLayout.G_TOTAL;
    look();
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!closed && !gone) {
        Thread.sleep(PERIOD_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    ByteBuffer gc = memory.read(collector, BYTES);
    if (!gc.hasRemaining()) {
      gone = true;
      return;
    }
    long total = gc.getLong(0);
    int now = gc.get(HeapLayout.G_CURRENTWHITE - HeapLayout.G_TOTAL) & WHITES;
    if (white >= 0 && now != white) {
      flips.incrementAndGet();
    }
    white = now;
    if (lastTotal != 0 && total > lastTotal) {
      allocated.addAndGet(total - lastTotal);
    }
    lastTotal = total;
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    if (micros >= nextPoint) {
      nextPoint = micros + POINT_MICROS;
      point(micros, total);
    }
  }

  private void point(long micros, long total) {
    try {
      long resident = ProcStatus.read(pid).residentBytes();
      synchronized (points) {
        if (points.size() < MAX_POINTS && resident > 0) {
          points.add(new Point(micros, total, resident, flips.get()));
        }
      }
    } catch (ProcException e) {
      gone = true;
    }
  }

  /** Cycles whose marking was completed since the start. */
  public long cycles() {
    return flips.get();
  }

  /**
   * Bytes allocated since the start, as far as seen: what is freed between two looks hides some.
   */
  public long allocatedBytes() {
    return allocated.get();
  }

  /** Whether the process has ended. */
  public boolean isGone() {
    return gone;
  }

  /** Memory over time, four times a second. */
  public List<Point> points() {
    synchronized (points) {
      return List.copyOf(points);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
