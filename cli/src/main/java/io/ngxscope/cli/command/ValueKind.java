package io.ngxscope.cli.command;

/** What the value of an option or argument is, told by the name that help gives it. */
public enum ValueKind {
  /** Process numbers, one or several. */
  PIDS,
  /** A recording, {@code FILE.ngxr}. */
  RECORDING,
  /** Another file. */
  FILE,
  /** Something that cannot be listed, such as a time. */
  OTHER;

  /** The kind of a value with this name, such as {@code FILE.ngxr}. */
  public static ValueKind of(String name) {
    if (name.startsWith("PID")) {
      return PIDS;
    } else if (name.contains(".ngxr")) {
      return RECORDING;
    }
    return name.startsWith("FILE") ? FILE : OTHER;
  }
}
