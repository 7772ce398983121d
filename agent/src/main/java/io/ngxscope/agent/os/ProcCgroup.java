package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /proc/PID/cgroup}: the control groups of a process ({@code cgroups(7)}).
 *
 * @param paths one for each hierarchy, in the order of the file
 */
public record ProcCgroup(List<String> paths) {
  /** Docker, containerd, CRI-O and Podman: 64 hexadecimal digits, within a name or alone. */
  private static final Pattern CONTAINER_ID =
      Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");

  /** LXC and systemd-nspawn have names instead. */
  private static final Pattern CONTAINER_NAME =
      Pattern.compile("/(?:lxc\\.payload\\.|lxc/|machine\\.slice/machine-)([^/]{1,128})");

  /** Copies the paths. */
  public ProcCgroup {
    paths = List.copyOf(paths);
  }

  /** Reads it. */
  public static ProcCgroup read(Pid pid) throws ProcException {
    return parse(ProcFs.LIVE.text(pid, "cgroup"));
  }

  /** Understands the file's content; lines without a path are left out. */
  public static ProcCgroup parse(String text) {
    return new ProcCgroup(
        text.lines().map(l -> l.split(":", 3)).filter(f -> f.length == 3).map(f -> f[2]).toList());
  }

  /**
   * The container to which the process belongs, as far as a path names one. A process inside its
   * own cgroup namespace cannot be told by this.
   */
  public Optional<String> container() {
    return paths.stream().flatMap(path -> in(path).stream()).findFirst();
  }

  private static Optional<String> in(String path) {
    Matcher id = CONTAINER_ID.matcher(path);
    if (id.find()) {
      return Optional.of(id.group());
    }
    Matcher name = CONTAINER_NAME.matcher(path);
    return name.find() ? Optional.of(name.group(1)) : Optional.empty();
  }
}
