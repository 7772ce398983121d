package io.ngxscope.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.session.Away;
import io.ngxscope.agent.session.GuardStatus;
import io.ngxscope.cli.daemon.Incidents;
import io.ngxscope.cli.screen.MemoryTerminal;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopScreenTest {
  private static final ProcessKey OTHER = new ProcessKey(new Pid(4712), 52_001);

  private final MemoryTerminal terminal = new MemoryTerminal(80, 24);
  private final TopModel model = new TopModel();
  private int captures;
  private final TopScreen top = new TopScreen(terminal.screen(), model, () -> captures++, false);

  @AfterEach
  void close() {
    terminal.close();
  }

  private static WorkerReading reading(ProcessKey worker, int second, double cpu) {
    WorkerReading.Lua lua = new WorkerReading.Lua(1, 3 << 20, "propagate", 9_000, 8_192);
    return new WorkerReading(
        worker,
        Incidents.START + second * 1_000_000L,
        (long) (cpu * second * 1e6),
        0,
        40 << 20,
        lua);
  }

  private static TargetInfo target(ProcessKey key) {
    return new TargetInfo(key, 0, 4710, "worker", "/usr/sbin/nginx", "/etc/nginx", "LuaJIT");
  }

  private void status(ProcessKey... workers) {
    model.second(
        new GuardStatus(
            Incidents.START,
            Incidents.START + 20_000_000,
            List.of(workers).stream().map(TopScreenTest::target).toList(),
            0,
            0,
            1,
            20_000,
            0,
            OptionalLong.of(3)));
  }

  /** Two workers, one of which is blocked now and was before. */
  private void incident() {
    model.readings(List.of(reading(Incidents.WORKER, 1, 0.25), reading(OTHER, 1, 0.04)));
    model.readings(List.of(reading(Incidents.WORKER, 2, 0.25), reading(OTHER, 2, 0.04)));
    model.block(Incidents.block(Incidents.PLACE, "/shop"));
    model.iteration(Incidents.WORKER, 300_000);
    status(Incidents.WORKER, OTHER);
    model.away(
        List.of(new Away(Incidents.WORKER, 204_000, Incidents.block(Incidents.PLACE, "/shop"))),
        Incidents.START + 20_000_000);
  }

  private List<String> press(String keys) {
    for (int i = 0; i < keys.length(); i++) {
      terminal.type(keys.substring(i, i + 1));
      assertThat(top.turn()).isTrue();
    }
    assertThat(top.turn()).isTrue();
    return terminal.lines();
  }

  @Test
  void itShowsWhoIsBlockedNowAndInWhichLine() {
    incident();

    List<String> lines = press("");

    assertThat(lines).hasSize(24);
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
    assertThat(lines.get(0))
        .isEqualTo("ngxscope top  03:14:27  2 workers  3 in flight  1 block  by pid");
    assertThat(lines.get(1))
        .isEqualTo("    PID    AWAY   WORST BLK% CPU%     LUA GC    LOOP       BLOCKED IN");
    assertThat(lines.get(2))
        .isEqualTo(
            "   4711   204ms   300ms    1   25  3.0MiB propa          + pricing.lua:8 quote");
    assertThat(lines.get(3)).startsWith("   4712       -       -    0    4  3.0MiB propa");
    assertThat(lines.get(6)).isEqualTo("   300 ms   300 ms      1  pricing.lua:8 quote  /shop");
    assertThat(lines.get(23)).startsWith("q quit");
  }

  @Test
  void withoutAnNginxItSaysWhatItWaitsFor() {
    assertThat(press("").get(2)).isEqualTo(" looking for nginx ...");
  }

  @Test
  void enterShowsTheStackOfTheBlock_andEscapeGoesBack() {
    incident();

    assertThat(press("\r")).anyMatch(l -> l.contains("quote  /srv/pricing.lua:8"));
    assertThat(press("\u001b").get(1)).contains("PID");
  }

  @Test
  void theListOfBlocksIsAKeyAway() {
    incident();

    assertThat(press("b").get(2))
        .isEqualTo(" 03:14:21.800   300 ms    4711  pricing.lua:8 quote  /shop");
  }

  @Test
  void sortingByProcessorPutsTheBusiestFirst_andTheCursorMoves() {
    incident();
    model.readings(List.of(reading(OTHER, 4, 0.9)));

    List<String> lines = press("ssss");

    assertThat(lines.get(0)).contains("by cpu");
    assertThat(lines.get(2)).startsWith("   4712");
  }

  @Test
  void aFilterKeepsWhatFits_byLineOrPathOrNumber() {
    incident();

    assertThat(press("/PRICING\r").stream().filter(l -> l.startsWith("   47"))).hasSize(1);
    assertThat(press("/x\r").get(2)).isEqualTo(" none fits the filter");
    assertThat(press("/\u001b").stream().filter(l -> l.startsWith("   47"))).hasSize(2);
  }

  @Test
  void aFrozenScreenStaysAsItIs() {
    incident();

    List<String> frozen = press("f");
    assertThat(frozen.get(0)).contains("FROZEN");
    status(OTHER);
    assertThat(press("").get(0)).contains("2 workers");
    assertThat(press("f").get(0)).contains("1 worker ");
  }

  @Test
  void cCapturesOnce() {
    incident();

    assertThat(press("c").get(23)).isEqualTo("capturing ...");
    assertThat(captures).isOne();
  }

  @Test
  void whatDidNotChangeIsNotWrittenAgain() {
    incident();
    press("");
    int before = terminal.writtenBytes();

    press("");

    assertThat(terminal.writtenBytes() - before).as("bytes of an unchanged screen").isLessThan(40);
  }

  @Test
  void aSmallerWindowIsFilledAnew() {
    incident();
    press("");

    terminal.resize(40, 8);

    List<String> lines = press("");
    assertThat(lines).hasSize(8);
    assertThat(lines.get(0)).startsWith("ngxscope top");
    assertThat(lines.get(2)).startsWith("   4711   204ms");
    assertThat(lines.get(7)).startsWith("q quit");
  }

  @Test
  void namesOfATargetAreShownAndNotObeyed() {
    Frame evil = new Frame.Lua("e\u001b[2J\u202evil", "/x\n.lua", 1, 1, Frame.LuaMode.INTERPRETED);
    model.block(Incidents.block(evil, "/\u001b]0;title\u0007"));
    status(Incidents.WORKER);

    List<String> lines = press("");

    assertThat(lines).anyMatch(l -> l.contains("e\\x1b[2J\\u202evil"));
    assertThat(terminal.raw()).doesNotContain("\u001b]0;title");
  }

  @Test
  void aHundredWorkersFitByScrolling() {
    status(
        IntStream.range(0, 100)
            .mapToObj(i -> new ProcessKey(new Pid(1000 + i), 1))
            .toArray(ProcessKey[]::new));

    List<String> lines = press("j".repeat(99));

    assertThat(lines).hasSize(24);
    assertThat(lines).anyMatch(l -> l.startsWith("   1099"));
  }

  @Test
  void qAndControlCLeave_andTheTerminalIsGivenBack() {
    for (String key : List.of("q", "\u0003")) {
      MemoryTerminal own = new MemoryTerminal(80, 24);
      own.type(key);

      assertThat(new TopScreen(own.screen(), model, () -> {}, false).turn()).isFalse();
      own.close();
      assertThat(own.raw()).contains("\u001b[?1049l").contains("\u001b[?12;25h");
    }
  }
}
