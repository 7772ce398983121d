package io.ngxscope.agent.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProfileBuilderTest {
  @Test
  void tooManyNodesArePrunedAndNoWeightIsLost() {
    ProfileBuilder builder = new ProfileBuilder(1_000);
    Random random = new Random(5);
    long total = 0;
    for (int i = 0; i < 20_000; i++) {
      int node = 0;
      for (int depth = 0; depth < 5; depth++) {
        int frame = builder.frame(new Frame.Fast("f" + random.nextInt(depth == 0 ? 3 : 500)));
        node = builder.child(node, frame);
      }
      builder.weigh(node, 1);
      total++;
      if (i % 100 == 0) {
        int heavy = builder.child(0, builder.frame(new Frame.Fast("heavy")));
        builder.weigh(builder.child(heavy, builder.frame(new Frame.Fast("leaf"))), 50);
        total += 50;
      }
      builder.trim();
    }
    Profile profile = builder.build("samples");
    assertThat(profile.total()).isEqualTo(total);
    assertThat(profile.size()).isLessThan(1_100);
    assertThat(profile.pruned()).isGreaterThan(10_000);
    assertThat(profile.frames()).contains(ProfileBuilder.REST);
    int leaf = node(profile, new Frame.Fast("leaf"));
    assertThat(profile.stack(leaf).frames())
        .containsExactly(new Frame.Fast("heavy"), new Frame.Fast("leaf"));
    assertThat(profile.selfWeights()[leaf]).isEqualTo(10_000);
  }

  @Test
  void samplesKeepTheirLabelsAndTheirOrder() {
    ProfileBuilder builder = new ProfileBuilder();
    SampleLabels labels = new SampleLabels(7, "GET", "/x", "waiting");
    Stack stack = new Stack(List.of(new Frame.Fast("a"), new Frame.Fast("b")));
    builder.sample(stack, 10, 2, labels);
    builder.sample(Stack.EMPTY, 5, 1, SampleLabels.NONE);
    Profile profile = builder.build("microseconds");
    assertThat(profile.samples().size()).isEqualTo(2);
    assertThat(profile.stack(profile.samples().node(0))).isEqualTo(stack);
    assertThat(profile.labels().get(profile.samples().label(0))).isEqualTo(labels);
    assertThat(profile.samples().node(1)).isZero();
    assertThat(profile.total()).isEqualTo(15);
  }

  @Test
  void profilesAddUp() {
    ProfileBuilder one = new ProfileBuilder();
    Stack stack = new Stack(List.of(new Frame.Fast("a"), new Frame.Fast("b")));
    one.sample(stack, 10, 2, SampleLabels.NONE);
    Profile first = one.build("samples");
    ProfileBuilder both = new ProfileBuilder();
    both.add(first);
    both.add(first);
    assertThat(both.build("samples").total()).isEqualTo(20);
  }

  private static int node(Profile profile, Frame frame) {
    for (int node = 1; node < profile.size(); node++) {
      if (profile.frames().get(profile.frame(node)).equals(frame)) {
        return node;
      }
    }
    throw new AssertionError("no " + frame);
  }
}
