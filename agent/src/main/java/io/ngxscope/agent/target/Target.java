package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.TargetInfo;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A process to look at. Its texts come from itself: hostile, to be escaped where shown.
 *
 * @param key who
 * @param startUnixMillis when it started, milliseconds since the epoch, to the second
 * @param role what it does
 * @param masterPid number of its master (its own number for a master), 0 if it has none
 * @param exe path of its executable inside its own root; empty if we may not know
 * @param exeDeleted whether that file was replaced or removed since, as by an upgrade
 * @param title its title or command line
 * @param config where its configuration is
 * @param namespaces from where it sees the world
 * @param uid the user whose rights it has
 */
public record Target(
    ProcessKey key,
    long startUnixMillis,
    Role role,
    int masterPid,
    String exe,
    boolean exeDeleted,
    String title,
    ConfigLocation config,
    Namespaces namespaces,
    int uid) {

  /** Its number. */
  public Pid pid() {
    return key.pid();
  }

  /** Its executable, readable even if deleted or in another mount namespace. */
  public Path exeFile() {
    return Path.of("/proc", pid().toString(), "exe");
  }

  /**
   * A file of the target as we can open it, through its own root and mounts.
   *
   * @param path absolute, as the target sees it
   */
  public Path file(String path) {
    return Path.of("/proc", pid().toString(), "root").resolve(path.substring(1));
  }

  /**
   * What goes into recordings.
   *
   * @param luajit its LuaJIT in words, empty without
   */
  public TargetInfo info(String luajit) {
    String roleWord =
        switch (role) {
          case WORKER, SHUTTING_DOWN_WORKER -> "worker";
          case SINGLE, MASTER, HELPER, OTHER -> role.name().toLowerCase(Locale.ROOT);
        };
    int master = role == Role.MASTER ? 0 : masterPid;
    return new TargetInfo(key, startUnixMillis, master, roleWord, exe, config.words(), luajit);
  }
}
