package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.model.InternGrowth;
import io.ngxscope.agent.model.InternGrowth.Point;
import io.ngxscope.agent.model.InternGrowth.Resize;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Follows the size of a string table by reading two numbers now and then. One thread. */
public final class StringTablePace {
  private static final long POINT_MICROS = 100_000;
  private static final int MAX_POINTS = 20_000;
  private static final int MAX_RESIZES = 1_000;
  private static final int BYTES = HeapLayout.G_STRNUM + Integer.BYTES - HeapLayout.G_STRMASK;

  private final RemoteMemory memory;
  private final long at;
  private final List<Point> points = new ArrayList<>();
  private final List<Resize> resizes = new ArrayList<>();
  private long slots;
  private long nextPoint;

  /** Readies following. */
  public StringTablePace(HeapTarget target) {
    this.memory = target.memory();
    this.at = target.vm().global() + HeapLayout.G_STRMASK;
  }

  /**
   * Looks once; many times a second.
   *
   * @param unixMicros the time
   * @return false if the worker is gone
   */
  public boolean look(long unixMicros) {
    ByteBuffer words = memory.read(at, BYTES);
    if (!words.hasRemaining()) {
      return false;
    }
    long now = Integer.toUnsignedLong(words.getInt(0)) + 1;
    long strings = Integer.toUnsignedLong(words.getInt(BYTES - Integer.BYTES));
    if (slots != 0 && now != slots && resizes.size() < MAX_RESIZES) {
      resizes.add(new Resize(unixMicros, slots, now, strings));
    }
    slots = now;
    if (unixMicros >= nextPoint && points.size() < MAX_POINTS) {
      nextPoint = unixMicros + POINT_MICROS;
      points.add(new Point(unixMicros, strings, now));
    }
    return true;
  }

  /** What was seen. */
  public InternGrowth seen() {
    return new InternGrowth(points, resizes);
  }
}
