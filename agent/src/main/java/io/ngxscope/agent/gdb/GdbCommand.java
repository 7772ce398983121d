package io.ngxscope.agent.gdb;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Command lines of gdb. */
public final class GdbCommand {
  /** What the extension offers, with addresses and numbers. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "(?:ngx-request|ngx-connections|lua-bt|lua-bt-all|lua-heap|lua-str|lua-tab|lua-val)"
              + "(?: (?:0x[0-9a-fA-F]{1,16}|\\d{1,20})){0,2}");

  /** The user's own settings must not change what is printed, nor run. */
  private static final List<String> QUIET =
      List.of("gdb", "-nx", "-q", "-iex", "set pagination off", "-iex", "set confirm off");

  private GdbCommand() {}

  /** For a person at a terminal. */
  public static List<String> interactive(Pid pid, Path extension) {
    return with(QUIET, "-p", pid.toString(), "-x", extension.toString());
  }

  /** For a person who looks at a core. */
  public static List<String> interactive(
      Path core, Path program, @Nullable Path sysroot, Path extension) {
    List<String> words = new ArrayList<>(QUIET);
    if (sysroot != null) {
      words.addAll(List.of("-iex", "set sysroot " + sysroot));
    }
    words.addAll(List.of(program.toString(), "-c", core.toString(), "-x", extension.toString()));
    return words;
  }

  /** The same, but ends after some commands. */
  public static List<String> batch(List<String> interactive, List<String> commands) {
    List<String> words = new ArrayList<>(interactive);
    words.add(1, "-batch");
    for (String command : checked(commands)) {
      words.addAll(List.of("-ex", command));
    }
    return words;
  }

  /**
   * For a process that serves others: gdb is ready before it is stopped, and not attached, since it
   * would read symbols for a second then.
   *
   * @param seconds for how long commands may take
   * @throws Usage if a command does more than look
   */
  public static List<String> production(
      Pid pid, Path extension, List<String> commands, double seconds) {
    String list =
        checked(commands).stream()
            .map(c -> "\"" + c + "\"")
            .collect(Collectors.joining(", ", "[", "]"));
    List<String> words = new ArrayList<>(QUIET);
    words.add(1, "-batch");
    words.addAll(
        List.of(
            "-x",
            extension.toString(),
            "-ex",
            "python ngxscope_batch(" + pid + ", " + list + ", " + seconds + ")"));
    return words;
  }

  private static List<String> checked(List<String> commands) {
    for (String command : commands) {
      if (!ALLOWED.matcher(command).matches()) {
        throw new Usage(
            "in batch mode gdb does not run: " + command,
            "only what looks: ngx-request [ADDR], ngx-connections, lua-bt [ADDR], lua-bt-all,"
                + " lua-heap, lua-str ADDR, lua-tab ADDR [N], lua-val ADDR");
      }
    }
    return commands;
  }

  private static List<String> with(List<String> begin, String... end) {
    List<String> all = new ArrayList<>(begin);
    all.addAll(List.of(end));
    return all;
  }
}
