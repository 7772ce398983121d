package io.ngxscope.agent.probe;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may be put into a script in place of a placeholder: numbers, addresses and checked paths,
 * nothing else. None of them can end an expression, a string or a probe's name.
 */
public sealed interface ScriptValue {
  /** As it goes into the script. */
  String text();

  /**
   * A decimal number.
   *
   * @param value any; negative ones are put in parentheses
   */
  record Decimal(long value) implements ScriptValue {
    @Override
    public String text() {
      return value < 0 ? "(" + value + ")" : Long.toString(value);
    }
  }

  /**
   * An address or offset.
   *
   * @param value unsigned
   */
  record Address(long value) implements ScriptValue {
    @Override
    public String text() {
      return "0x" + Long.toHexString(value);
    }
  }

  /**
   * The path of a file.
   *
   * @param path absolute, of letters, digits and {@code / . _ + @ = , -} only: everything that
   *     means something to a tracer is refused
   */
  record FilePath(String path) implements ScriptValue {
    private static final Pattern SAFE = Pattern.compile("/[A-Za-z0-9/._+@=,-]{1,4000}");

    /** Refuses paths that could be taken for something else. */
    public FilePath {
      if (!isSafe(path)) {
        throw new IllegalArgumentException("a path that no script may contain");
      }
    }

    /** Whether a path may go into a script. */
    public static boolean isSafe(String path) {
      return SAFE.matcher(path).matches();
    }

    @Override
    public String text() {
      return path;
    }
  }

  /**
   * Instructions of one file, as the rest of a probe that begins with {@code uprobe:}.
   *
   * @param file its path
   * @param addresses at least one
   */
  record Sites(FilePath file, List<Long> addresses) implements ScriptValue {
    private static final int MAX = 64;

    /** Copies the list. */
    public Sites {
      addresses = List.copyOf(addresses);
      if (addresses.isEmpty() || addresses.size() > MAX) {
        throw new IllegalArgumentException("sites: " + addresses.size());
      }
    }

    @Override
    public String text() {
      return addresses.stream()
          .map(a -> file.text() + ":0x" + Long.toHexString(a))
          .collect(Collectors.joining(",uprobe:"));
    }
  }
}
