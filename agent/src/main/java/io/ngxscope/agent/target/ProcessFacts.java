package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcCmdline;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcFs;
import io.ngxscope.agent.os.ProcStat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What tells nginx from other processes, read without any privilege but for the executable.
 *
 * @param stat identity and family
 * @param arguments command line or title
 * @param exe path of the executable as the kernel names it; empty if we may not know
 */
record ProcessFacts(ProcStat stat, List<String> arguments, String exe) {
  /** The kernel's mark on a file that was replaced or removed, as by a package upgrade. */
  private static final String DELETED = " (deleted)";

  /** {@code nginx}, and how packages and upgrades rename it; not exporters and other relatives. */
  private static final Pattern NGINX_NAME =
      Pattern.compile(
          "(nginx|openresty|tengine|angie|freenginx)([.-](old|new|debug|bin|[0-9.]+))*");

  /** Arguments that make nginx do one thing and exit. */
  private static final Set<String> ONE_SHOT = Set.of("-t", "-T", "-s", "-v", "-V", "-h", "-?");

  ProcessFacts {
    arguments = List.copyOf(arguments);
  }

  /** Reads them. */
  static ProcessFacts read(ProcFs fs, Pid pid) throws ProcException {
    ProcessFacts facts = readTitle(fs, pid);
    return new ProcessFacts(facts.stat, facts.arguments, exeOrEmpty(fs, pid));
  }

  /** Reads only what a title tells, without the executable. */
  static ProcessFacts readTitle(ProcFs fs, Pid pid) throws ProcException {
    ProcStat stat = ProcStat.parse(fs.text(pid, "stat"));
    return new ProcessFacts(stat, ProcCmdline.parse(fs.text(pid, "cmdline")).arguments(), "");
  }

  private static String exeOrEmpty(ProcFs fs, Pid pid) {
    try {
      return fs.link(pid, "exe");
    } catch (ProcException e) {
      return ""; // another user's process: its title must do
    }
  }

  ProcessTitle title() {
    return ProcessTitle.of(arguments);
  }

  /** Whether the executable, or where it is hidden the command name, is called nginx. */
  boolean isNamedNginx() {
    String path = exePath();
    String name = path.isEmpty() ? stat.command() : path.substring(path.lastIndexOf('/') + 1);
    return NGINX_NAME.matcher(name).matches();
  }

  /** The path without the mark of a deleted file. */
  String exePath() {
    return exe.endsWith(DELETED) ? exe.substring(0, exe.length() - DELETED.length()) : exe;
  }

  boolean isExeDeleted() {
    return exe.endsWith(DELETED);
  }

  /**
   * Whether its title may have been cut to the room there was, so that the options at its end are
   * not to be trusted.
   */
  boolean isTitleCut() {
    long room = stat.argumentBytes();
    // nginx leaves the last byte alone and ends the title with a zero byte before it.
    return room > 0 && String.join(" ", arguments).length() + 2 >= room;
  }

  /** Whether it is {@code nginx -t} and the like. */
  boolean isOneShot() {
    return arguments.stream().anyMatch(ONE_SHOT::contains);
  }
}
