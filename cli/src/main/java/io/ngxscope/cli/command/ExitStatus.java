package io.ngxscope.cli.command;

import java.util.List;

/**
 * An exit status as help and manual pages explain it.
 *
 * @param code the number
 * @param meaning a few words
 */
public record ExitStatus(int code, String meaning) {
  /** All that there are. */
  public static List<ExitStatus> all() {
    return List.of(
        new ExitStatus(0, "done"),
        new ExitStatus(1, "found something (with --fail-on-finding)"),
        new ExitStatus(2, "usage"),
        new ExitStatus(3, "no such target"),
        new ExitStatus(4, "permission"),
        new ExitStatus(5, "a tool is missing"),
        new ExitStatus(6, "not supported here"),
        new ExitStatus(7, "the probe failed"),
        new ExitStatus(8, "bad recording"),
        new ExitStatus(9, "would cost the target too much"),
        new ExitStatus(70, "a bug in ngxscope"));
  }
}
