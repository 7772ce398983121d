package io.ngxscope.cli.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Who may give orders: root, the user of the agent, and the members of a group. The kernel says who
 * somebody is ({@code SO_PEERCRED}, {@code unix(7)}); the rights of the socket's file say the same
 * once more.
 *
 * @param own the user of the agent
 * @param group the group, empty for none
 * @param members users who belong to it
 */
record PeerRule(String own, String group, List<String> members) {
  private static final int MAX_LINES = 10_000;

  PeerRule {
    members = List.copyOf(members);
  }

  /** For the users of this host. */
  static PeerRule of(String group) {
    String own = System.getProperty("user.name", "");
    try {
      return new PeerRule(
          own, group, group.isEmpty() ? List.of() : members(Files.readString(GROUPS), group));
    } catch (IOException e) {
      return new PeerRule(own, group, List.of());
    }
  }

  private static final Path GROUPS = Path.of("/etc/group");

  /** The members that a file like {@code /etc/group} lists ({@code group(5)}). */
  static List<String> members(String text, String group) {
    return text.lines()
        .limit(MAX_LINES)
        .map(line -> line.split(":", -1))
        .filter(fields -> fields.length == 4 && fields[0].equals(group))
        .flatMap(fields -> Arrays.stream(fields[3].split(",", -1)))
        .filter(name -> !name.isBlank())
        .toList();
  }

  boolean allows(String user, String primaryGroup) {
    return user.equals("root")
        || user.equals(own)
        || (!group.isEmpty() && (primaryGroup.equals(group) || members.contains(user)));
  }
}
