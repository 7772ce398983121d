package io.ngxscope.agent.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts shared pieces in the place of lines {@code // @include NAME}. */
final class Includes {
  private static final Pattern INCLUDE =
      Pattern.compile("\\s*// @include ([a-z][a-z0-9-]{0,40})\\s*");
  private static final int MAX_DEPTH = 4;
  private static final int MAX_LINES = 20_000;

  private final Function<String, Optional<String>> pieces;
  private final List<SourceLine> out = new ArrayList<>();

  Includes(Function<String, Optional<String>> pieces) {
    this.pieces = pieces;
  }

  List<SourceLine> splice(String file, String text) {
    splice(file, text, 0);
    return out;
  }

  private void splice(String file, String text, int depth) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      SourceLine line = new SourceLine(file, i + 1, lines.get(i));
      Matcher include = INCLUDE.matcher(line.text());
      if (out.size() >= MAX_LINES) {
        throw line.error("the script has more than " + MAX_LINES + " lines", "");
      }
      if (include.matches()) {
        piece(line, include.group(1), depth);
      } else {
        out.add(line);
      }
    }
  }

  private void piece(SourceLine line, String name, int depth) {
    if (depth >= MAX_DEPTH) {
      throw line.error("pieces include each other", "");
    }
    String text =
        pieces
            .apply(name)
            .orElseThrow(() -> line.error("there is no shared piece '" + name + "'", ""));
    splice("include/" + name, text, depth + 1);
  }
}
