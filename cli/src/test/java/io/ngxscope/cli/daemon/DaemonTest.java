package io.ngxscope.cli.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.Frame;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
  @TempDir private Path temp;

  private static String logged(boolean json, String value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new AgentLog(new PrintStream(out, true, UTF_8), json)
        .warn("captured", AgentLog.Field.of("summary", value));
    return out.toString(UTF_8);
  }

  @Test
  void aLogLineIsOneJsonObject_whateverTheTargetIsCalled() throws Exception {
    String line = logged(true, "evil\n\u001b[2J\u202e\"name");

    assertThat(line.lines()).hasSize(1);
    JsonNode json = new JsonMapper().readTree(line);
    assertThat(json.get("level").asText()).isEqualTo("warn");
    assertThat(json.get("event").asText()).isEqualTo("captured");
    assertThat(json.get("summary").asText()).isEqualTo("evil\n\u001b[2J\u202e\"name");
    assertThat(line.strip()).isPrintable();
  }

  @Test
  void onATerminalItIsALineOfWordsThatATerminalDoesNotObey() {
    assertThat(logged(false, "evil\n\u001b[2J"))
        .endsWith("warn captured  summary=evil\\x0a\\x1b[2J\n");
  }

  @Test
  void theSummaryIsAboutTheCulpritOfTheTrigger() {
    Frame other = new Frame.Lua("sort", "/srv/sort.lua", 1, 3, Frame.LuaMode.INTERPRETED);
    Trigger trigger =
        new Trigger("block", "block>1ms", Incidents.WORKER, Incidents.START, 9, Incidents.PLACE);
    String summary =
        Summary.of(
            Incidents.of(
                trigger,
                List.of(
                    Incidents.block(other, "/a"),
                    Incidents.block(other, "/a"),
                    Incidents.block(Incidents.PLACE, "/b"))));

    assertThat(summary).contains("/srv/pricing.lua:8", "/b").doesNotContain("sort.lua");
  }

  @Test
  void withoutBlocksItSaysWhatWasMeasured() {
    Trigger cpu = new Trigger("cpu", "cpu>90%/30s", Incidents.WORKER, Incidents.START, 97.4, null);
    Trigger gc = new Trigger("gc", "gc>64m/10m", Incidents.WORKER, Incidents.START, 70 << 20, null);

    assertThat(Summary.of(Incidents.of(cpu, List.of())))
        .startsWith("cpu>90%/30s: worker 4711 used 97 % of a processor. No block");
    assertThat(Summary.of(Incidents.of(gc, List.of())))
        .startsWith("gc>64m/10m: worker 4711 holds 70.0 MiB more Lua memory than before.");
  }

  @Test
  void rootTheOwnUserAndTheMembersOfTheGroupMayGiveOrders() {
    String groups = "root:x:0:\nops:x:50:ann,bob\nbroken\nweb:x:33:eve\n";
    PeerRule rule = new PeerRule("ngxscope", "ops", PeerRule.members(groups, "ops"));

    assertThat(rule.allows("root", "root")).isTrue();
    assertThat(rule.allows("ngxscope", "nogroup")).isTrue();
    assertThat(rule.allows("bob", "users")).as("a member").isTrue();
    assertThat(rule.allows("carl", "ops")).as("by the first group").isTrue();
    assertThat(rule.allows("eve", "web")).isFalse();
    assertThat(new PeerRule("ngxscope", "", List.of()).allows("eve", "")).isFalse();
  }

  @Test
  void aFileIsTouchedOnceForEachTouch() throws Exception {
    Path file = temp.resolve("touch");
    TouchedFile touched = new TouchedFile(file);
    assertThat(touched.isTouched()).as("nothing is there").isFalse();

    Files.createFile(file);
    assertThat(touched.isTouched()).as("made").isTrue();
    assertThat(touched.isTouched()).isFalse();
    Files.setLastModifiedTime(file, FileTime.fromMillis(Incidents.START / 1000));
    assertThat(touched.isTouched()).as("touched").isTrue();
    Files.delete(file);
    assertThat(touched.isTouched()).as("removed").isFalse();
  }
}
