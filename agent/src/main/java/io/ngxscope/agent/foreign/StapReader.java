package io.ngxscope.agent.foreign;

import io.ngxscope.agent.model.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Stacks as SystemTap's {@code print_stack} and {@code print_ustack} write them, innermost frame
 * first, each followed by a line with its count: {@code 0xffffffff8103ce3b : name+0xb/0x10
 * [module]}.
 */
final class StapReader {
  private static final Pattern COUNT = Pattern.compile("^\\s*(\\d{1,18})\\s*$");
  private static final Pattern OFFSET = Pattern.compile("\\+[^+]*$");
  private static final Pattern FRAME =
      Pattern.compile("^\\s*(0x[0-9a-f]+\\b.*|.*\\+0x[0-9a-f]+.*)$");
  private static final int MAX_DEPTH = 100_000;

  private StapReader() {}

  static boolean recognises(Head head) {
    boolean frame = false;
    for (String line : head.lines()) {
      if (frame && COUNT.matcher(line).matches()) {
        return true;
      }
      frame = line.isBlank() ? frame : FRAME.matcher(line).matches() && !Head.isFolded(line);
    }
    return false;
  }

  static void read(InputStream in, Intake intake) throws IOException {
    ByteLines lines = new ByteLines(in);
    List<Frame> frames = new ArrayList<>();
    while (lines.next()) {
      String line = ByteLines.utf8(lines.latin1());
      java.util.regex.Matcher count = COUNT.matcher(line);
      if (count.matches()) {
        Collections.reverse(frames);
        intake.add(frames, Long.parseLong(count.group(1)));
        intake.builder().trim();
        frames.clear();
      } else if (!line.isBlank() && frames.size() < MAX_DEPTH) {
        frames.add(frame(line));
      } else if (!line.isBlank()) {
        intake.skipLine();
      }
    }
    if (!frames.isEmpty()) {
      intake.note("The last stack has no count and is left out.");
    }
  }

  private static Frame frame(String line) {
    String name = OFFSET.matcher(line.strip()).replaceFirst("");
    int colon = name.lastIndexOf(" : ");
    name = (colon < 0 ? name : name.substring(colon + 3)).strip();
    return FrameNames.frame((name.isEmpty() ? "-" : name).replace(';', ':'));
  }
}
