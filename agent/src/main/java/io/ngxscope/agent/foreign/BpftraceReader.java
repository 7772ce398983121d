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
 * Maps that bpftrace prints at its end, keyed by stacks and other values. Keys that come later
 * stand further out, so that {@code @[kstack, ustack, comm]} reads from the process inwards.
 */
final class BpftraceReader {
  private static final Pattern OPEN = Pattern.compile("^@\\w*\\[(.*)$");
  private static final Pattern CLOSE = Pattern.compile("^,?\\s*(.*)\\]: (\\d{1,18})$");
  private static final Pattern OFFSET = Pattern.compile("\\+\\d+$");
  // ustack(perf): an address in hexadecimal, a symbol, a file.
  private static final Pattern PERF_LINE = Pattern.compile("^[0-9a-f]+ (.+) \\((.*)\\)$");
  private static final int MAX_DEPTH = 100_000;

  private final Intake intake;
  private final List<Frame> frames = new ArrayList<>(); // innermost first
  private boolean inside;

  private BpftraceReader(Intake intake) {
    this.intake = intake;
  }

  static boolean recognises(Head head) {
    return head.lines().stream().anyMatch(line -> OPEN.matcher(line).matches());
  }

  static void read(InputStream in, Intake intake) throws IOException {
    BpftraceReader reader = new BpftraceReader(intake);
    ByteLines lines = new ByteLines(in);
    while (lines.next()) {
      reader.line(ByteLines.utf8(lines.latin1()));
    }
    if (reader.inside) {
      intake.note("The file breaks off within its last stack, which is left out.");
    }
  }

  private void line(String line) {
    Matcher open = OPEN.matcher(line);
    if (open.matches()) {
      frames.clear();
      inside = true;
      rest(open.group(1));
    } else if (inside) {
      rest(line);
    } else if (!line.isBlank()) {
      intake.skipLine();
    }
  }

  /** What stands within brackets: frames, commas between keys, and the end with the count. */
  private void rest(String text) {
    Matcher close = CLOSE.matcher(text);
    if (close.matches()) {
      keys(close.group(1));
      Collections.reverse(frames);
      intake.add(frames, Long.parseLong(close.group(2)));
      intake.builder().trim();
      inside = false;
    } else if (frames.size() < MAX_DEPTH) {
      String frame = text.strip().replaceFirst("^,\\s*", "").replaceFirst(",$", "");
      if (!frame.isEmpty()) {
        frames.add(frame(frame));
      }
    } else {
      intake.skipLine();
    }
  }

  private void keys(String text) {
    for (String key : text.split(", ", -1)) {
      if (!key.isBlank()) {
        frames.add(frame(key.strip()));
      }
    }
  }

  private static Frame frame(String text) {
    Matcher perf = PERF_LINE.matcher(text);
    String symbol = perf.matches() ? perf.group(1).replaceFirst("\\+0x[0-9a-f]+$", "") : text;
    return FrameNames.frame(OFFSET.matcher(symbol).replaceFirst("").replace(';', ':'));
  }
}
