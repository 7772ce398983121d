package io.ngxscope.agent.recording;

import java.util.Locale;

/** Constants as they are written in recordings and in JSON: a stable spelling in lower case. */
public final class Names {
  private Names() {}

  /** The spelling with underscores, such as {@code header_filter}. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The spelling with hyphens, such as {@code on-cpu}. */
  public static String hyphenated(Enum<?> constant) {
    return of(constant).replace('_', '-');
  }

  /**
   * The constant with that spelling, underscores or hyphens.
   *
   * @param unknown stands for spellings of newer versions
   */
  public static <E extends Enum<E>> E parse(String spelling, E[] constants, E unknown) {
    String underscored = spelling.replace('-', '_');
    for (E constant : constants) {
      if (of(constant).equals(underscored)) {
        return constant;
      }
    }
    return unknown;
  }
}
