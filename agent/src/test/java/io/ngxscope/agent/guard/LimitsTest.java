package io.ngxscope.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final long HOUR = 3_600_000_000L;

  @Test
  void theSameThingPassesOnceInACoolDown_anotherThingAtOnce() {
    CoolDown coolDown = new CoolDown(HOUR);
    coolDown.begin("shop", 0);

    assertThat(coolDown.isOver("shop", HOUR - 1)).isFalse();
    assertThat(coolDown.isOver("sort", 1)).isTrue();
    assertThat(coolDown.isOver("shop", HOUR)).isTrue();
  }

  @Test
  void aTargetThatMakesUpNamesCannotFillTheMemory() {
    CoolDown coolDown = new CoolDown(HOUR);
    for (int i = 0; i < 2_000; i++) {
      coolDown.begin("name " + i, i);
    }

    assertThat(coolDown.isOver("name 1999", 2_000)).isFalse();
    assertThat(coolDown.isOver("name 0", 2_000)).as("forgotten").isTrue();
  }

  @Test
  void aDayHasSoManyCaptures_thoseBeforeARestartIncluded() {
    DayLimit limit = new DayLimit(3, List.of(0L, 10 * HOUR));
    assertThat(limit.allows(11 * HOUR)).isTrue();
    limit.count(11 * HOUR);

    assertThat(limit.allows(12 * HOUR)).isFalse();
    assertThat(limit.allows(24 * HOUR)).as("the first is a day old").isTrue();
  }
}
