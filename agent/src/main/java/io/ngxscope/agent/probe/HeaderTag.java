package io.ngxscope.agent.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line {@code // @name text} of a script's header with the lines {@code // more text} that
 * continue it.
 *
 * @param name without its {@code @}
 * @param line where it begins
 * @param lines its text, line by line
 */
record HeaderTag(String name, SourceLine line, List<String> lines) {
  /** Scripts for bpftrace begin comments with two slashes, those for a shell with a hash. */
  private static final Pattern BEGIN = Pattern.compile("(?://|#) @([a-z]+)(?: +(.*))?");

  private static final Pattern CONTINUED = Pattern.compile("(?://|#) {3}(.*)");
  private static final Pattern EMPTY = Pattern.compile("(?://|#)\\s*");

  HeaderTag {
    lines = List.copyOf(lines);
  }

  /** All tags of a script. */
  static List<HeaderTag> of(List<SourceLine> source) {
    List<HeaderTag> tags = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      Optional<HeaderTag> tag = beginning(source, i);
      tag.ifPresent(tags::add);
    }
    return tags;
  }

  private static Optional<HeaderTag> beginning(List<SourceLine> source, int index) {
    SourceLine line = source.get(index);
    Matcher begin = BEGIN.matcher(line.text());
    if (!begin.matches()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    if (begin.group(2) != null) {
      lines.add(begin.group(2).stripTrailing());
    }
    for (int i = index + 1; i < source.size(); i++) {
      Matcher more = CONTINUED.matcher(source.get(i).text());
      if (more.matches()) {
        lines.add(more.group(1).stripTrailing());
      } else if (EMPTY.matcher(source.get(i).text()).matches() && continuesAfter(source, i)) {
        lines.add("");
      } else {
        break;
      }
    }
    return Optional.of(new HeaderTag(begin.group(1), line, lines));
  }

  private static boolean continuesAfter(List<SourceLine> source, int empty) {
    return empty + 1 < source.size() && CONTINUED.matcher(source.get(empty + 1).text()).matches();
  }

  /** As one line. */
  String text() {
    return String.join(" ", lines.stream().filter(l -> !l.isEmpty()).map(String::strip).toList());
  }

  /** As it stands there. */
  String block() {
    return String.join("\n", lines);
  }
}
