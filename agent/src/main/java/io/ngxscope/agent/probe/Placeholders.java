package io.ngxscope.agent.probe;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A percent sign with a name in braces stands for an argument or a fact. No tracer has such a
 * notation: a brace is no conversion of bpftrace's {@code printf}, and its maps and variables begin
 * with other signs.
 */
final class Placeholders {
  private static final Pattern PLACEHOLDER =
      Pattern.compile("%\\{([A-Za-z][A-Za-z0-9_.]{0,40})\\}");
  private static final Pattern COMMENT = Pattern.compile("\\s*(//|#).*");

  private Placeholders() {}

  /** Every one must be declared. */
  static void check(ProbeSpec spec) {
    for (SourceLine line : spec.source()) {
      String filled = fill(line, name -> isDeclared(spec, name) ? "0" : undeclared(line, name));
      if (!isComment(line) && filled.contains("%{")) {
        throw line.error("%{ begins a placeholder that does not end", "write %{name}");
      }
    }
  }

  private static boolean isDeclared(ProbeSpec spec, String name) {
    return spec.argument(name).isPresent()
        || Fact.of(name).filter(spec.facts()::contains).isPresent();
  }

  private static String undeclared(SourceLine line, String name) {
    throw line.error(
        "%{" + name + "} is neither an argument nor a fact of this script",
        "declare it with `// @args` or `// @facts`");
  }

  /** A line with values in place of the placeholders; comments are left as they are. */
  static String fill(SourceLine line, Function<String, String> values) {
    if (isComment(line)) {
      return line.text();
    }
    return PLACEHOLDER
        .matcher(line.text())
        .replaceAll(m -> Matcher.quoteReplacement(values.apply(m.group(1))));
  }

  private static boolean isComment(SourceLine line) {
    return COMMENT.matcher(line.text()).matches();
  }
}
