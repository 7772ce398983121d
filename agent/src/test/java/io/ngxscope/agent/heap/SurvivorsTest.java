package io.ngxscope.agent.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sampled objects are found again, and others at the same address are not taken for them. */
class SurvivorsTest {
  @Test
  void givenRanks_whenAskedForTheLongestFallingRun_thenOutliersAreLeftOut() {
    assertThat(Survivors.falling(new long[] {90, 80, 5, 70, -1, 60}))
        .as("5 is newer than what was sampled after it")
        .containsExactly(0, 1, 3, 5);
    assertThat(Survivors.falling(new long[] {-1, -1})).isEmpty();
    assertThat(Survivors.falling(new long[0])).isEmpty();
  }

  @Test
  void givenAnAddressThatIsUsedAgain_whenItsNewObjectIsSeen_thenTheSampledOneIsDead() {
    List<AllocationSample> samples = samples(0x1000, 0x2000, 0x3000, 0x4000);
    Sightings seen = new Sightings(samples);
    seen.object(0x2000, 1); // made after all that was sampled
    seen.object(0x4000, 10);
    seen.object(0x3000, 20);
    seen.object(0x1000, 40);
    seen.resolve(address -> "somewhere");

    Survivors survivors = Survivors.of(samples, seen);

    assertThat(survivors.object(0)).isTrue();
    assertThat(survivors.object(1)).as("its address was used again").isFalse();
    assertThat(survivors.object(2)).isTrue();
    assertThat(survivors.object(3)).isTrue();
  }

  @Test
  void givenStrings_whenSeenByTheirNumbers_thenOnlyThoseThatAreHeldSurvive() {
    List<AllocationSample> samples =
        List.of(
            new AllocationSample(1, 0, 100, Stack.EMPTY, 0, 7),
            new AllocationSample(2, 0, 100, Stack.EMPTY, 0, 0xffff_ffffL),
            new AllocationSample(3, 0, 100, Stack.EMPTY, 0, 9));
    Sightings seen = new Sightings(samples);
    seen.string(0x10, 7);
    seen.string(0x20, -1); // numbers are unsigned
    seen.resolve(address -> address == 0x10 ? "package.loaded" : "");

    Survivors survivors = Survivors.of(samples, seen);

    assertThat(survivors.string(0)).isTrue();
    assertThat(survivors.string(1)).as("there, but nothing holds it").isFalse();
    assertThat(survivors.string(2)).as("gone").isFalse();
  }

  private static List<AllocationSample> samples(long... objects) {
    List<AllocationSample> samples = new ArrayList<>();
    for (int i = 0; i < objects.length; i++) {
      samples.add(new AllocationSample(i, 0, 100, Stack.EMPTY, objects[i], -1));
    }
    return samples;
  }
}
