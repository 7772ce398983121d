package io.ngxscope.agent.guard;

import static io.ngxscope.agent.guard.Seen.block;
import static io.ngxscope.agent.guard.Seen.line;
import static io.ngxscope.agent.guard.Seen.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.guard.Rule.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleBookTest {
  private static final long SECOND = 1_000_000;

  private static Rule rule(Kind kind, double limit, int seconds) {
    return new Rule(kind, limit, seconds * SECOND, kind.key());
  }

  private static RuleBook book(Kind kind, double limit, int seconds) {
    return new RuleBook(List.of(rule(kind, limit, seconds)));
  }

  @Test
  void aBlockFiresWhenItIsLongerThanTheLimit_withTheLineToBlame() {
    RuleBook rules = book(Kind.BLOCK, 200_000, 0);

    assertThat(rules.block(block(1, 200, 8), SECOND)).isEmpty();
    assertThat(rules.block(block(2, 201, 8), 2 * SECOND))
        .singleElement()
        .satisfies(
            t -> {
              assertThat(t.source()).isEqualTo("block");
              assertThat(t.worker()).isEqualTo(Seen.WORKER);
              assertThat(t.value()).isEqualTo(201_000);
              assertThat(t.culprit()).isEqualTo(line(8));
            });
  }

  @Test
  void manyShortBlocksFireByTheirShareOfTheWindow() {
    RuleBook rules = book(Kind.BLOCKED, 20, 10);
    List<Trigger> fired = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      rules.block(block(i * 0.1, 90, 8), i * SECOND / 10);
      fired.addAll(rules.reading(reading(i * 0.1, 0, 1)));
    }

    assertThat(fired.get(0).unixMicros()).as("23 blocks of 90 ms in 10 s").isEqualTo(2_300_000);
    assertThat(fired.get(0).culprit()).isEqualTo(line(8));
  }

  @Test
  void blocksThatAreOlderThanTheWindowCountNoMore() {
    RuleBook rules = book(Kind.BLOCKED, 20, 10);
    rules.block(block(1, 900, 8), SECOND);
    rules.block(block(10, 1_500, 8), 10 * SECOND);

    assertThat(rules.reading(reading(10, 0, 1))).hasSize(1);
    assertThat(rules.reading(reading(12, 0, 1))).isEmpty();
  }

  @Test
  void processorTimeFiresAfterAWholeWindowOnly_andNamesNobodyWithoutBlocks() {
    RuleBook rules = book(Kind.CPU, 80, 5);
    List<Trigger> fired = new ArrayList<>();
    for (int i = 0; i <= 6; i++) {
      fired.addAll(rules.reading(reading(i, i * 0.95, 1)));
    }

    assertThat(fired).extracting(Trigger::unixMicros).containsExactly(5 * SECOND, 6 * SECOND);
    assertThat(fired).extracting(Trigger::culprit).containsOnlyNulls();
    assertThat(fired.get(0).value()).isBetween(94.9, 95.1);
  }

  @Test
  void processorTimeThatBlocksExplainIsTheirs() {
    RuleBook rules = book(Kind.CPU, 80, 5);
    List<Trigger> fired = new ArrayList<>();
    for (int i = 0; i <= 5; i++) {
      rules.block(block(i, 900, 12), i * SECOND);
      fired.addAll(rules.reading(reading(i, i * 0.95, 1)));
    }

    assertThat(fired).extracting(Trigger::culprit).containsExactly(line(12));
  }

  @Test
  void aHeapThatGrowsAndIsCollectedAgainIsNoFinding() {
    RuleBook rules = book(Kind.GC, 10 << 20, 8);
    List<Trigger> fired = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      fired.addAll(rules.reading(reading(i, 0, 10 + i % 20)));
    }

    assertThat(fired).isEmpty();
  }

  @Test
  void aHeapWhoseLowestPointsRiseIsOne() {
    RuleBook rules = book(Kind.GC, 10 << 20, 8);
    List<Trigger> fired = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      fired.addAll(rules.reading(reading(i, 0, 10 + i % 2 * 50 + 2L * i)));
    }

    assertThat(fired).isNotEmpty();
    assertThat(fired.get(0).value()).isEqualTo(16 << 20);
  }

  @Test
  void errorsFireByTheirShare_butNotOfAHandful() {
    RuleBook few = book(Kind.ERRORS, 5, 10);
    RuleBook many = book(Kind.ERRORS, 5, 10);
    for (int i = 0; i < AnswerWindow.LEAST - 1; i++) {
      few.answer(new Answer(500, -1), SECOND);
    }
    for (int i = 0; i < 100; i++) {
      many.answer(new Answer(i < 6 ? 502 : 200, -1), SECOND);
    }

    assertThat(few.second(2 * SECOND)).isEmpty();
    assertThat(many.second(2 * SECOND)).extracting(Trigger::value).containsExactly(6.0);
    assertThat(many.second(30 * SECOND)).as("later, without answers").isEmpty();
  }

  @Test
  void slowAnswersAreBlamedOnWhoBlockedSoLong() {
    RuleBook rules = book(Kind.LATENCY, 100_000, 10);
    for (int i = 0; i < 50; i++) {
      rules.answer(new Answer(200, i < 48 ? 1_000 : 300_000), 2 * SECOND);
    }
    rules.block(block(1, 30, 3), SECOND);
    rules.block(block(2, 280, 8), 2 * SECOND);

    assertThat(rules.second(3 * SECOND)).extracting(Trigger::culprit).containsExactly(line(8));
  }
}
