package io.ngxscope.cli.command;

import io.ngxscope.agent.session.Inventory.Group;
import io.ngxscope.agent.session.Inventory.Item;
import io.ngxscope.agent.target.Namespaces;
import io.ngxscope.agent.target.Role;
import io.ngxscope.agent.target.Target;
import io.ngxscope.cli.report.Printable;
import io.ngxscope.cli.report.Quantities;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The answer of {@code ngxscope ps} for people. */
final class PsTable {
  /** Docker shows as many digits of an id. */
  private static final int CONTAINER_DIGITS = 12;

  private PsTable() {}

  static void print(List<Group> groups, PrintStream out) {
    for (int i = 0; i < groups.size(); i++) {
      if (i > 0) {
        line(out, "");
      }
      print(groups.get(i), out);
    }
  }

  private static void print(Group group, PrintStream out) {
    line(out, title(group.head().target()));
    line(out, row("PID", "ROLE", "GEN", "UPTIME", "CPU%", "RSS", "LUAJIT"));
    group.master().ifPresent(item -> line(out, row(item)));
    group.workers().forEach(item -> line(out, row(item)));
    group.helpers().forEach(item -> line(out, row(item)));
  }

  private static String title(Target head) {
    StringBuilder title = new StringBuilder("nginx ").append(head.pid());
    String exe = head.exe().isEmpty() ? "(executable not readable)" : Printable.of(head.exe());
    title.append("  ").append(exe).append(head.exeDeleted() ? " (replaced since)" : "");
    String config = head.config().words();
    title.append("  config ").append(config.isEmpty() ? "not known" : Printable.of(config));
    return title.append(place(head.namespaces())).toString();
  }

  private static String place(Namespaces namespaces) {
    StringBuilder place = new StringBuilder();
    String container = namespaces.container();
    if (!container.isEmpty()) {
      String brief = container.substring(0, Math.min(CONTAINER_DIGITS, container.length()));
      place.append("  container ").append(Printable.of(brief));
    }
    if (namespaces.ownPids()) {
      place.append("  (PID ").append(namespaces.ownPid()).append(" inside)");
    }
    if (namespaces.isChroot()) {
      place.append("  chroot ").append(Printable.of(namespaces.root()));
    }
    return place.toString();
  }

  private static String row(Item item) {
    return row(
        item.target().pid().toString(),
        words(item.target().role()),
        item.target().role().serves() ? generation(item.generation()) : "-",
        uptime(item.uptimeMillis()),
        item.cpuPercent().isPresent()
            ? String.format(Locale.ROOT, "%.1f", item.cpuPercent().getAsDouble())
            : "?",
        item.residentBytes().isPresent() ? Quantities.bytes(item.residentBytes().getAsLong()) : "?",
        item.luajit().isEmpty() ? "-" : Printable.of(item.luajit()));
  }

  private static String row(Object... columns) {
    return String.format(Locale.ROOT, "%10s  %-13s %4s %8s %6s %9s  %s", columns);
  }

  private static String generation(int age) {
    return age == 0 ? "0" : "-" + age;
  }

  private static String words(Role role) {
    return switch (role) {
      case SHUTTING_DOWN_WORKER -> "worker (old)";
      case MASTER, WORKER, SINGLE, HELPER, OTHER -> role.name().toLowerCase(Locale.ROOT);
    };
  }

  /** In the two largest units that matter to somebody who looks for a reload or a crash. */
  static String uptime(long millis) {
    long seconds = millis / 1000;
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 120 * 60) {
      return seconds / 60 + " min";
    }
    long hours = seconds / 3600;
    return hours < 48 ? hours + " h" : hours / 24 + " d";
  }

  private static void line(PrintStream out, String line) {
    out.print(line.stripTrailing() + "\n");
  }
}
