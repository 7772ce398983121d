package io.ngxscope.agent.heap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Stack;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The four things that an allocator does, each counted once. */
class AllocationLedgerTest {
  private static final Stack CART = stack("cart");
  private static final Stack LOG = stack("log");

  private static Stack stack(String name) {
    return new Stack(List.of(new Frame.Fast(name)));
  }

  @Test
  void givenAllFourCases_whenAddedUp_thenGrowthCountsOnceAndReleasesCountForWhoAllocated() {
    AllocationLedger ledger = new AllocationLedger();
    ledger.site(1, CART);
    ledger.site(2, LOG);
    ledger.given(1, 0, 0, 100, 0xa0); // new
    ledger.given(2, 0xa0, 100, 160, 0xa0); // grown in place, by another
    ledger.given(1, 0xa0, 160, 400, 0xb0); // grown elsewhere
    ledger.released(0xb0, 400);
    ledger.released(0xc0, 50); // was there before

    assertThat(ledger.counts()).isEqualTo(new AllocationLedger.Counts(1, 1, 1, 2, 1));
    assertThat(ledger.allocatedBytes()).as("100, 60 and 240").isEqualTo(400);
    assertThat(ledger.freedBytes()).isEqualTo(400);
  }

  @Test
  void givenTokens_whenSampled_thenTheyShareTheBytesOfTheirStack() {
    AllocationLedger ledger = new AllocationLedger();
    ledger.site(1, CART);
    ledger.given(1, 0, 0, 300, 0xa0);
    ledger.given(1, 0, 0, 100, 0xb0);
    ledger.token(20, 3, 1, 0, 77);
    ledger.token(10, 2, 1, 0xa0, -1);

    assertThat(ledger.samples())
        .containsExactly(
            new AllocationSample(10, 2, 200, CART, 0xa0, -1),
            new AllocationSample(20, 3, 200, CART, 0, 77));
  }

  @Test
  void givenANewBurst_whenKeysComeAgain_thenTheyDoNotMeanWhatTheyMeant() {
    AllocationLedger ledger = new AllocationLedger();
    ledger.site(1, CART);
    ledger.begin();
    ledger.given(1, 0, 0, 100, 0xa0);
    ledger.token(1, 0, 1, 0xa0, -1);

    assertThat(ledger.samples().get(0).stack().frames().get(0)).isInstanceOf(Frame.Unknown.class);
  }
}
