package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ngxscope writes into the environment of the tracers that it starts, so that a later run can
 * tell whose they are: its number and start time.
 */
public final class RunMark {
  /** Name of the variable. */
  public static final String NAME = "NGXSCOPE_RUN";

  private static final Pattern ENTRY =
      Pattern.compile("(?:^|\0)" + NAME + "=([1-9][0-9]{0,8})-([0-9]{1,18})(?:\0|$)");

  private RunMark() {}

  /** Our own value; empty if {@code /proc} does not tell our start time. */
  public static Optional<String> own() {
    try {
      ProcessKey key = ProcStat.read(new Pid((int) ProcessHandle.current().pid())).key();
      return Optional.of(key.pid() + "-" + key.startTicks());
    } catch (ProcException e) {
      return Optional.empty();
    }
  }

  /**
   * Who started a process.
   *
   * @param environ content of its {@code /proc/PID/environ}
   */
  public static Optional<ProcessKey> of(byte[] environ) {
    Matcher entry = ENTRY.matcher(new String(environ, StandardCharsets.ISO_8859_1));
    return entry.find()
        ? Optional.of(
            new ProcessKey(
                new Pid(Integer.parseInt(entry.group(1))), Long.parseLong(entry.group(2))))
        : Optional.empty();
  }
}
