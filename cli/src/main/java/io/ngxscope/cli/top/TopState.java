package io.ngxscope.cli.top;

import io.ngxscope.agent.model.Block;
import io.ngxscope.cli.screen.FullScreen.Key;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the user wants to see. Changed by keys alone. */
final class TopState {
  /** What workers are sorted by. */
  enum Sort {
    PID(Comparator.comparingInt(TopRow::pid)),
    NOW(Comparator.comparingLong(TopRow::awayMicros).reversed()),
    WORST(Comparator.<TopRow>comparingLong(TopState::worst).reversed()),
    BLOCKED(Comparator.comparingDouble(TopRow::blockedPercent).reversed()),
    CPU(Comparator.comparingDouble(TopRow::cpuPercent).reversed()),
    LUA(Comparator.comparingLong(TopRow::luaBytes).reversed());

    private final Comparator<TopRow> order;

    Sort(Comparator<TopRow> order) {
      this.order = order.thenComparingInt(TopRow::pid);
    }

    Comparator<TopRow> order() {
      return order;
    }

    String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int MAX_FILTER = 40;
  private static final int FIRST_LETTER = 32;
  private static final int LAST_LETTER = 126;

  Sort sort = Sort.PID;
  boolean blocks;
  boolean typing;
  int selected;
  int scrolled;
  String filter = "";
  @Nullable Block detail;
  @Nullable TopView frozen;
  boolean wantsCapture;
  boolean wantsEnd;

  private static long worst(TopRow row) {
    return row.worst() == null ? 0 : row.worst().durationMicros();
  }

  /** Does what a key means; {@code shown} is what the user sees while pressing it. */
  void key(int key, TopView shown, TopList list) {
    if (key == Key.CTRL_C || key == Key.END) {
      wantsEnd = true;
    } else if (typing) {
      type(key);
    } else if (detail != null) {
      inDetail(key);
    } else {
      inList(key, shown, list);
    }
  }

  private void type(int key) {
    if (key == Key.ENTER) {
      typing = false;
    } else if (key == Key.ESCAPE) {
      typing = false;
      filter = "";
    } else if (key == Key.BACKSPACE) {
      filter = filter.substring(0, Math.max(0, filter.length() - 1));
    } else if (key >= FIRST_LETTER && key <= LAST_LETTER && filter.length() < MAX_FILTER) {
      filter += (char) key;
    }
    selected = 0;
  }

  private void inDetail(int key) {
    switch (key) {
      case 'q', Key.ESCAPE, Key.ENTER -> detail = null;
      case 'j', Key.DOWN -> scrolled++;
      case 'k', Key.UP -> scrolled = Math.max(0, scrolled - 1);
      default -> {}
    }
  }

  private void inList(int key, TopView shown, TopList list) {
    switch (key) {
      case 'q' -> wantsEnd = true;
      case 'j', Key.DOWN -> selected = Math.min(selected + 1, Math.max(0, list.size() - 1));
      case 'k', Key.UP -> selected = Math.max(0, selected - 1);
      case 's' -> sort = Sort.values()[(sort.ordinal() + 1) % Sort.values().length];
      case 'b' -> {
        blocks = !blocks;
        selected = 0;
      }
      case '/' -> typing = true;
      case 'f', ' ' -> frozen = frozen == null ? shown : null;
      case 'c' -> wantsCapture = true;
      case Key.ENTER -> {
        detail = list.block(selected);
        scrolled = 0;
      }
      default -> {}
    }
  }
}
