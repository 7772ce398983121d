package io.ngxscope.agent.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeEventsTest {
  private static final String LIST =
      """
      p:uprobes/p__usr_lib_x_so_0x1d9c0_bcc_4242 /usr/lib/x.so:0x000000000001d9c0
      r:uprobes/r__usr_lib_x_so_0x1d9c0_bcc_77 /usr/lib/x.so:0x000000000001d9c0
      p:ngxscope_4242/entry /usr/lib/x.so:0x10
      p:probe_nginx/mine /usr/sbin/nginx:0x10
      p:uprobes/x_bcc_99999999999999999999 /usr/lib/x.so:0x10
      p:ngxscope_0/zero /usr/lib/x.so:0x10
      garbage \u0000
      """;

  @TempDir private Path folder;

  @Test
  void onlyEventsThatDeadRunsMadeAreFoundAndRemoved() throws Exception {
    Path file = Files.writeString(folder.resolve("uprobe_events"), LIST);
    ProbeEvents events = new ProbeEvents(file, pid -> pid.value() == 77);

    assertThat(events.find())
        .extracting(Leftover::what)
        .containsExactly("uprobes/p__usr_lib_x_so_0x1d9c0_bcc_4242", "ngxscope_4242/entry");

    events.find().forEach(e -> assertThat(events.remove(e)).isEmpty());
    assertThat(Files.readString(file))
        .isEqualTo(LIST + "-:uprobes/p__usr_lib_x_so_0x1d9c0_bcc_4242\n-:ngxscope_4242/entry\n");
  }

  @Test
  void givenNoSuchFile_thenNothingIsLeft() {
    assertThat(new ProbeEvents(folder.resolve("nothing")).find()).isEmpty();
  }
}
