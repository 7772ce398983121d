package io.ngxscope.agent.target;

import java.util.Arrays;
import java.util.List;

/**
 * Where an nginx instance has its configuration, as seen by itself. Hostile text.
 *
 * @param prefix folder to which relative paths refer ({@code -p}); empty if not known
 * @param file configuration file ({@code -c}), maybe relative to the prefix; empty if not known
 * @param builtIn true if neither was given on the command line
 */
public record ConfigLocation(String prefix, String file, boolean builtIn) {
  /** Nothing is known. */
  public static final ConfigLocation UNKNOWN = new ConfigLocation("", "", true);

  private static final String MASTER_TITLE = "nginx: master process ";

  /**
   * Reads the options of a master or of a single process.
   *
   * @param arguments its command line; a master's title repeats it, joined by spaces
   * @param builtIn what the executable uses where an option is not given
   */
  static ConfigLocation of(List<String> arguments, ConfigLocation builtIn) {
    List<String> words = words(arguments);
    String prefix = option(words, 'p');
    String file = option(words, 'c');
    return new ConfigLocation(
        prefix.isEmpty() ? builtIn.prefix() : prefix,
        file.isEmpty() ? builtIn.file() : file,
        prefix.isEmpty() && file.isEmpty());
  }

  private static List<String> words(List<String> arguments) {
    if (arguments.size() == 1 && arguments.get(0).startsWith(MASTER_TITLE)) {
      // Spaces inside of paths cannot be told from those between arguments any more.
      return Arrays.asList(arguments.get(0).substring(MASTER_TITLE.length()).split(" ", -1));
    }
    return arguments;
  }

  /** {@code -p dir} and {@code -pdir} are both allowed ({@code nginx(8)}); the last one counts. */
  private static String option(List<String> words, char letter) {
    String value = "";
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i);
      if (word.length() < 2 || word.charAt(0) != '-' || word.charAt(1) != letter) {
        continue;
      }
      if (word.length() > 2) {
        value = word.substring(2);
      } else if (i + 1 < words.size()) {
        value = words.get(++i);
      }
    }
    return value;
  }

  /** The more telling of the two in one line: the file if it is absolute, else both. */
  public String words() {
    if (file.isEmpty() || file.startsWith("/") || prefix.isEmpty()) {
      return file.isEmpty() ? prefix : file;
    }
    return prefix.endsWith("/") ? prefix + file : prefix + "/" + file;
  }
}
