package io.ngxscope.agent.foreign;

import io.ngxscope.agent.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text of perf-script(1), folded as stackcollapse-perf.pl folds it. One difference on purpose: a
 * last stack that no empty line follows counts. One reader serves all files of a run, so that all
 * are filtered for the same event.
 */
final class PerfScriptReader {
  // "comm pid", "comm tid", "comm pid/tid", and more on the same line.
  private static final Pattern RECORD =
      Pattern.compile("^(\\S.+?)\\s+(\\d+)/*(\\d+)*\\s+", Pattern.DOTALL);
  private static final Pattern EVENT = Pattern.compile(":\\s*(\\d+)*\\s+(\\S+):\\s*$");
  private static final Pattern STACK_LINE =
      Pattern.compile("^\\s*(\\w+)\\s*(.+) \\((.*)\\)", Pattern.DOTALL);
  private static final int LOOK_AT_LINES = 200;

  private final PerfOptions options;
  private final PerfFrames frames;
  private String event;
  private boolean othersNoted;
  private final List<Frame> stack = new ArrayList<>(); // innermost first
  private String process = "";
  private long period;

  PerfScriptReader(PerfOptions options) {
    this.options = options;
    this.frames = new PerfFrames(options);
    this.event = options.eventFilter();
  }

  static boolean recognises(Head head) {
    boolean record = false;
    for (String line : head.lines().subList(0, Math.min(LOOK_AT_LINES, head.lines().size()))) {
      if (record && line.matches("^\\s*[0-9a-f]+ .*\\(.*\\).*")) {
        return true;
      }
      record |= RECORD.matcher(line).find() && line.stripTrailing().endsWith(":");
    }
    return false;
  }

  void read(InputStream in, Intake intake) throws IOException {
    ByteLines lines = new ByteLines(in);
    while (lines.next()) {
      if (lines.start() == lines.end()) {
        finish(intake);
      } else if (lines.buffer()[lines.start()] != '#') {
        line(lines.latin1(), intake);
      }
    }
    finish(intake);
    frames.notes().forEach(intake::note);
  }

  private void line(String line, Intake intake) {
    Matcher record = RECORD.matcher(line);
    if (record.find()) {
      record(record, line, intake);
      return;
    }
    Matcher frame = STACK_LINE.matcher(line);
    if (!frame.find()) {
      intake.skipLine();
    } else if (!process.isEmpty()) {
      stack.addAll(frames.of(frame.group(1), frame.group(2), frame.group(3), process));
    }
  }

  private void record(Matcher record, String line, Intake intake) {
    String tid = record.group(3) == null ? record.group(2) : record.group(3);
    String pid = record.group(3) == null ? "?" : record.group(2);
    Matcher what = EVENT.matcher(line);
    String weight = null;
    if (what.find()) {
      weight = what.group(1);
      if (event.isEmpty()) {
        event = what.group(2);
      } else if (!event.equals(what.group(2))) {
        noteOthers(what.group(2), intake);
        return;
      }
    }
    period = weight == null ? 1 : Math.max(1, number(weight));
    String name = record.group(1);
    if (options.tid()) {
      name += "-" + pid + "/" + tid;
    } else if (options.pid()) {
      name += "-" + pid;
    }
    process = name.equals("0") ? "" : name.replace(' ', '_');
  }

  private void noteOthers(String other, Intake intake) {
    if (options.eventFilter().isEmpty() && !othersNoted) {
      othersNoted = true;
      intake.note(
          "Only events of type "
              + ByteLines.utf8(event)
              + " are counted; there are others, such as "
              + ByteLines.utf8(other)
              + ".");
    }
  }

  private static long number(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE >> 8 : Long.parseLong(digits);
  }

  private void finish(Intake intake) {
    if (!process.isEmpty()) {
      stack.add(new Frame.Native(ByteLines.utf8(process), "process", 0, PerfFrames.SOURCE, false));
      Collections.reverse(stack);
      intake.add(stack, period);
      intake.builder().trim();
    }
    stack.clear();
    process = "";
  }
}
