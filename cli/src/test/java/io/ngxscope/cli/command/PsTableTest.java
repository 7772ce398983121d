package io.ngxscope.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.session.Inventory.Group;
import io.ngxscope.agent.session.Inventory.Item;
import io.ngxscope.agent.target.ConfigLocation;
import io.ngxscope.agent.target.Namespaces;
import io.ngxscope.agent.target.Role;
import io.ngxscope.agent.target.Target;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PsTableTest {
  private static final Namespaces CONTAINER =
      new Namespaces(List.of(500, 1), true, "/", "0123456789abcdef");

  @Test
  void anInstanceIsATitleAndARowForEachProcess() {
    Group group =
        new Group(
            Optional.of(item(500, Role.MASTER, 0, 4_000_000)),
            List.of(item(501, Role.WORKER, 0, 90_000), item(502, Role.SHUTTING_DOWN_WORKER, 1, 0)),
            List.of());

    assertThat(table(group))
        .isEqualTo(
            """
            nginx 500  /usr/sbin/ng\\x1b[2Jinx (replaced since)  config /srv/a/x.conf  \
            container 0123456789ab  (PID 1 inside)
                   PID  ROLE           GEN   UPTIME   CPU%       RSS  LUAJIT
                   500  master           -   66 min   12.3     3 MiB  LuaJIT 2.1
                   501  worker           0     90 s   12.3     3 MiB  LuaJIT 2.1
                   502  worker (old)    -1      0 s   12.3     3 MiB  LuaJIT 2.1
            """);
  }

  @Test
  void whatIsNotKnownIsAQuestionMark() {
    Item unknown =
        new Item(target(7, Role.SINGLE), 0, 0, OptionalDouble.empty(), OptionalLong.empty(), "");

    assertThat(table(new Group(Optional.empty(), List.of(unknown), List.of())))
        .contains("single           0      0 s      ?         ?  -\n");
  }

  @Test
  void timesAreShownInTheUnitThatFits() {
    assertThat(PsTable.uptime(119_999)).isEqualTo("119 s");
    assertThat(PsTable.uptime(120_000)).isEqualTo("2 min");
    assertThat(PsTable.uptime(3 * 3_600_000)).isEqualTo("3 h");
    assertThat(PsTable.uptime(72L * 3_600_000)).isEqualTo("3 d");
  }

  private static String table(Group group) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    PsTable.print(List.of(group), out);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Item item(int pid, Role role, int generation, long uptime) {
    return new Item(
        target(pid, role),
        generation,
        uptime,
        OptionalDouble.of(12.34),
        OptionalLong.of(3 << 20),
        "LuaJIT 2.1");
  }

  private static Target target(int pid, Role role) {
    return new Target(
        new ProcessKey(new Pid(pid), 1),
        0,
        role,
        500,
        "/usr/sbin/ng\u001b[2Jinx",
        true,
        "title",
        new ConfigLocation("/srv/a", "x.conf", false),
        CONTAINER,
        33);
  }
}
