package io.ngxscope.cli.top;

import io.ngxscope.agent.model.Block;
import io.ngxscope.cli.screen.FullScreen;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the user wants to see. Changed by keys alone. */
final class TopState {
  /** What workers are sorted by. */
  enum Sort {
    PID,
    NOW,
    WORST,
    BLOCKED,
    CPU,
    LUA;

    Comparator<TopRow> order() {
      Comparator<TopRow> first =
          switch (this) {
            case PID -> Comparator.comparingInt(TopRow::pid);
            case NOW -> Comparator.comparingLong(TopRow::awayMicros).reversed();
            case WORST -> Comparator.<TopRow>comparingLong(TopState::worst).reversed();
            case BLOCKED -> Comparator.comparingDouble(TopRow::blockedPercent).reversed();
            case CPU -> Comparator.comparingDouble(TopRow::cpuPercent).reversed();
            case LUA -> Comparator.comparingLong(TopRow::luaBytes).reversed();
          };
      return first.thenComparingInt(TopRow::pid);
    }

    Sort next() {
      List<Sort> all = List.of(values());
      return all.get((all.indexOf(this) + 1) % all.size());
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
    if (key == FullScreen.Key.CTRL_C || key == FullScreen.Key.END) {
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
    if (key == FullScreen.Key.ENTER) {
      typing = false;
    } else if (key == FullScreen.Key.ESCAPE) {
      typing = false;
      filter = "";
    } else if (key == FullScreen.Key.BACKSPACE) {
      filter = filter.substring(0, Math.max(0, filter.length() - 1));
    } else if (key >= FIRST_LETTER && key <= LAST_LETTER && filter.length() < MAX_FILTER) {
      filter += (char) key;
    }
    selected = 0;
  }

  private void inDetail(int key) {
    switch (key) {
      case 'q', FullScreen.Key.ESCAPE, FullScreen.Key.ENTER -> detail = null;
      case 'j', FullScreen.Key.DOWN -> scrolled++;
      case 'k', FullScreen.Key.UP -> scrolled = Math.max(0, scrolled - 1);
      default -> {}
    }
  }

  private void inList(int key, TopView shown, TopList list) {
    switch (key) {
      case 'q' -> wantsEnd = true;
      case 'j', FullScreen.Key.DOWN ->
          selected = Math.min(selected + 1, Math.max(0, list.size() - 1));
      case 'k', FullScreen.Key.UP -> selected = Math.max(0, selected - 1);
      case 's' -> sort = sort.next();
      case 'b' -> {
        blocks = !blocks;
        selected = 0;
      }
      case '/' -> typing = true;
      case 'f', ' ' -> frozen = frozen == null ? shown : null;
      case 'c' -> wantsCapture = true;
      case FullScreen.Key.ENTER -> {
        detail = list.block(selected);
        scrolled = 0;
      }
      default -> {}
    }
  }
}
