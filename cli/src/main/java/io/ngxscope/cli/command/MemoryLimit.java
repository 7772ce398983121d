package io.ngxscope.cli.command;

import org.apache.commons.cli.Option;

/** {@code --max-memory}: how much of a worker's memory may be copied. */
final class MemoryLimit {
  private static final String NAME = "max-memory";
  private static final long DEFAULT_BYTES = 2L << 30;

  private MemoryLimit() {}

  static Option option() {
    return Option.builder()
        .longOpt(NAME)
        .hasArg()
        .argName("SIZE")
        .desc("refuse a heap larger than this; half as much again is used (2g)")
        .get();
  }

  /** In bytes. */
  static long of(Invocation invocation) {
    String text = invocation.value(NAME);
    return text == null ? DEFAULT_BYTES : Sizes.parse("--" + NAME, text);
  }
}
