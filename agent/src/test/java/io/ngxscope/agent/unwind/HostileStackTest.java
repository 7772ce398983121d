package io.ngxscope.agent.unwind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.os.ElfFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged tables, torn stacks and wild registers: always an answer, soon, and no exception. */
class HostileStackTest {
  private static final int ROUNDS = 3000;
  private static final int MAX_FRAMES = 64;
  private final Random random = new Random(7);

  @Test
  void damagedUnwindTablesGiveAStackOrAReason() throws Exception {
    List<String> lines = lines("blocked-popen");
    int complete = 0;
    int incomplete = 0;
    for (int round = 0; round < ROUNDS; round++) {
      UnwoundStack stack = unwind(RecordedStack.parse(damagedTables(lines)));
      complete += stack.end().isComplete() ? 1 : 0;
      incomplete += stack.end().isComplete() ? 0 : 1;
    }
    assertThat(complete).isPositive();
    assertThat(incomplete).isPositive();
  }

  @Test
  void tornStacksGiveAStackOrAReason() throws Exception {
    for (String name : List.of("regex-jit", "ffi-callback", "trace", "interpreter-subroutine")) {
      RecordedStack recorded = RecordedStack.parse(lines(name));
      List<Long> words = List.copyOf(recorded.words.keySet());
      List<Long> values = List.copyOf(recorded.words.values());
      assertTimeoutPreemptively(
          Duration.ofSeconds(120),
          () -> {
            for (int round = 0; round < ROUNDS / 10; round++) {
              for (int i = 0; i < 5; i++) { // a word that was somewhere else, or never there
                Long word = values.get(random.nextInt(values.size()));
                Long at = words.get(random.nextInt(words.size()));
                recorded.words.put(at, random.nextInt(4) == 0 ? random.nextLong() : word);
              }
              int most = unwind(recorded).frames().size();
              assertThat(most).isBetween(1, MAX_FRAMES);
            }
          });
    }
  }

  @Test
  void aStackThatPointsToItselfEnds() throws Exception {
    RecordedStack recorded = RecordedStack.parse(lines("sort-callback"));
    long code =
        recorded.words.values().stream()
            .filter(w -> w < recorded.stackStart)
            .findFirst()
            .orElseThrow();
    for (long at = recorded.stackStart; at < recorded.stackStart + recorded.stackBytes; at += 8) {
      recorded.words.put(at, code);
    }

    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> assertThat(unwind(recorded).frames().size()).isBetween(1, MAX_FRAMES));
  }

  @Test
  void wildRegistersGiveAReason() throws Exception {
    RecordedStack recorded = RecordedStack.parse(lines("trace"));
    for (int round = 0; round < ROUNDS / 10; round++) {
      recorded.registers.replaceAll((number, value) -> random.nextLong());

      UnwoundStack stack = unwind(recorded);

      assertThat(stack.end().isComplete()).isFalse();
      assertThat(stack.frames()).hasSize(1);
    }
  }

  @Test
  void aStackCutShortIsIncompleteForThatReason() throws Exception {
    RecordedStack recorded = RecordedStack.parse(lines("sort-callback"));
    recorded.stackBytes /= 2;
    recorded.words.keySet().removeIf(at -> at >= recorded.stackStart + recorded.stackBytes);

    UnwindEnd end = unwind(recorded).end();

    assertThat(end)
        .isInstanceOfSatisfying(
            UnwindEnd.Incomplete.class,
            e -> assertThat(e.why()).isEqualTo(UnwindEnd.Reason.NOT_COPIED));
  }

  @Test
  void noMoreFramesComeThanWereAskedFor() throws Exception {
    RecordedStack recorded = RecordedStack.parse(lines("sort-callback"));
    Unwinder unwinder = new Unwinder(recorded.code(), recorded.luaJit(), new UnwindTables(), 5);

    UnwoundStack stack =
        unwinder.unwind(recorded.startRegisters(), recorded.memory(), recorded.chain());

    assertThat(stack.frames()).hasSize(5);
    assertThat(stack.end())
        .isInstanceOfSatisfying(
            UnwindEnd.Incomplete.class,
            e -> assertThat(e.why()).isEqualTo(UnwindEnd.Reason.TOO_MANY_FRAMES));
  }

  private static UnwoundStack unwind(RecordedStack recorded) {
    List<CodeRange> code;
    try {
      code = recorded.code();
    } catch (ElfFormatException refused) {
      return new UnwoundStack(
          List.of(), new UnwindEnd.Incomplete(UnwindEnd.Reason.BROKEN_TABLE, 0));
    }
    return new Unwinder(code, recorded.luaJit(), new UnwindTables(), MAX_FRAMES)
        .unwind(recorded.startRegisters(), recorded.memory(), recorded.chain());
  }

  /** Replaces some digits of the tables, which are the lines of bytes. */
  private List<String> damagedTables(List<String> lines) {
    List<String> damaged = new ArrayList<>(lines);
    List<Integer> tables = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("  bytes ")) {
        tables.add(i);
      }
    }
    for (int i = 1 + random.nextInt(20); i > 0; i--) {
      int line = tables.get(random.nextInt(tables.size()));
      StringBuilder text = new StringBuilder(damaged.get(line));
      int from = text.lastIndexOf(" ") + 1;
      int at = from + random.nextInt(text.length() - from);
      text.setCharAt(at, "0123456789abcdef".charAt(random.nextInt(16)));
      damaged.set(line, text.toString());
    }
    return damaged;
  }

  private static List<String> lines(String name) throws Exception {
    return Files.readAllLines(Path.of("src/test/resources/unwind/stacks", name + ".stack"));
  }
}
