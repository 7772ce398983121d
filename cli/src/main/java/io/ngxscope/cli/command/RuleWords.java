package io.ngxscope.cli.command;

import io.ngxscope.agent.guard.Rule;
import io.ngxscope.agent.guard.Rule.Kind;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules as people write them: {@code block>200ms}, {@code cpu>90%/30s}, {@code gc>64m/10m}. */
final class RuleWords {
  /** What a host is guarded by if nothing is asked for: what nobody wants anywhere. */
  static final List<String> USUAL =
      List.of("block>500ms", "blocked>20%/1m", "cpu>95%/1m", "gc>256m/30m", "rss>512m/30m");

  private static final Pattern FORM = Pattern.compile("([a-z0-9]+)>([^/]+)(?:/(.+))?");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3})?)%");

  private RuleWords() {}

  /**
   * Understands a rule.
   *
   * @throws Usage if it is none
   */
  static Rule parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw strange(text, "write it like block>200ms, cpu>90%/30s or gc>64m/10m");
    }
    Kind kind = kind(text, matcher.group(1));
    String window = matcher.group(3);
    if (kind.isOverTime() && window == null) {
      throw strange(text, "over which time? write it like " + kind.key() + ">LIMIT/1m");
    }
    if (!kind.isOverTime() && window != null) {
      throw strange(text, kind.key() + " needs no time: write it like block>200ms");
    }
    long micros = window == null ? 0 : Durations.parse("--when " + text, window).toNanos() / 1000;
    return new Rule(kind, limit(kind, matcher.group(2), text), micros, text.strip());
  }

  private static Kind kind(String text, String key) {
    return Arrays.stream(Kind.values())
        .filter(k -> k.key().equals(key))
        .findFirst()
        .orElseThrow(() -> strange(text, "what can be looked at: " + names()));
  }

  private static double limit(Kind kind, String limit, String text) {
    return switch (kind.unit()) {
      case TIME -> Durations.parse("--when " + text, limit).toNanos() / 1e3;
      case SIZE -> (double) Sizes.parse("--when " + text, limit);
      case PERCENT -> {
        Matcher percent = PERCENT.matcher(limit);
        if (!percent.matches()) {
          throw strange(text, "write a share like 20%");
        }
        yield Double.parseDouble(percent.group(1));
      }
    };
  }

  /** All that can be looked at, in words. */
  static String names() {
    return Arrays.stream(Kind.values())
        .map(k -> k.key().toLowerCase(Locale.ROOT))
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }

  private static Usage strange(String text, String advice) {
    return new Usage("'" + text + "' is no rule", advice);
  }
}
