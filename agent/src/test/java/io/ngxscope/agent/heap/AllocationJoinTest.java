package io.ngxscope.agent.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.model.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What grows gets the stack that allocates it, and a stack the verdict of what holds it. */
class AllocationJoinTest {
  private static final List<LeakCandidate.Point> CURVE =
      List.of(new LeakCandidate.Point(1, 0, 0, 0), new LeakCandidate.Point(2, 3, 900, 9));

  @Test
  void givenASiteBelowAGrowingPath_whenJoined_thenThePathHasItsStackAndItsShare() {
    AllocationJoin join = new AllocationJoin(List.of(site("seen[…].agent", LeakVerdict.LEAK, 9)));

    LeakCandidate joined = join.withStack(candidate("seen"));

    assertThat(joined.stack()).isEqualTo(Stack.EMPTY);
    assertThat(joined.survivedShare()).isEqualTo(0.9);
    assertThat(join.withStack(candidate("other")).stack()).isNull();
  }

  @Test
  void givenSurvivorsInWhatDoesNotGrow_whenSettled_thenTheyAreOfACacheAndNotALeak() {
    AllocationJoin join =
        new AllocationJoin(
            List.of(
                site("seen[…]", LeakVerdict.LEAK, 9),
                site("products[…]", LeakVerdict.LEAK, 9),
                site("", LeakVerdict.CHURN, 0)));

    assertThat(join.settled(List.of(candidate("seen"))))
        .extracting(AllocationSite::verdict)
        .containsExactly(LeakVerdict.LEAK, LeakVerdict.CACHE, LeakVerdict.CHURN);
    assertThat(join.churn()).hasSize(1);
  }

  private static AllocationSite site(String path, LeakVerdict verdict, long survivors) {
    return new AllocationSite(Stack.EMPTY, 5, 1000, 10, survivors, 500, verdict, 0.8, path, CURVE);
  }

  private static LeakCandidate candidate(String path) {
    return new LeakCandidate(LeakVerdict.LEAK, path, null, 900, 9, 500, -1, 0.9, "", CURVE);
  }
}
