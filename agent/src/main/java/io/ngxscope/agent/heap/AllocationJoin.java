package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says of what grows who allocates it, and adds what grows or dies at a place of its own. Pure. */
final class AllocationJoin {
  /** What allocates this part of everything is worth a line, even if nothing of it stays. */
  private static final double LARGE = 0.05;

  private static final int MAX_CHURN = 5;

  private final List<AllocationSite> sites;

  AllocationJoin(List<AllocationSite> sites) {
    this.sites = sites;
  }

  /** The same candidate with its stack, if it is known. */
  LeakCandidate withStack(LeakCandidate candidate) {
    List<AllocationSite> own = sites.stream().filter(s -> holds(candidate, s)).toList();
    if (own.isEmpty()) {
      return candidate;
    }
    AllocationSite most =
        own.stream().max(Comparator.comparingLong(AllocationSite::survivors)).orElseThrow();
    long tokens = own.stream().mapToLong(AllocationSite::tokens).sum();
    long survivors = own.stream().mapToLong(AllocationSite::survivors).sum();
    return new LeakCandidate(
        candidate.verdict(),
        candidate.path(),
        most.stack(),
        candidate.bytes(),
        candidate.objects(),
        candidate.growthBytesPerMinute(),
        tokens < 3 ? candidate.survivedShare() : (double) survivors / tokens,
        candidate.confidence(),
        candidate.note(),
        candidate.curve());
  }

  private static boolean holds(LeakCandidate candidate, AllocationSite site) {
    return !candidate.path().isEmpty()
        && site.survivors() > 0
        && site.path().startsWith(candidate.path());
  }

  /**
   * Places that no candidate tells of: what grows there is held from so many places that none grows
   * by much, and what dies there is held by none.
   *
   * @param least growth that is worth a word, in bytes a minute
   */
  List<LeakCandidate> others(List<LeakCandidate> candidates, long least) {
    long allocated = sites.stream().mapToLong(AllocationSite::allocatedBytes).sum();
    List<LeakCandidate> others = new ArrayList<>();
    int churn = 0;
    for (AllocationSite site : sites) {
      boolean told = candidates.stream().anyMatch(c -> holds(c, site));
      boolean grows = site.verdict() == LeakVerdict.LEAK && site.growthBytesPerMinute() >= least;
      boolean dies =
          site.verdict() == LeakVerdict.CHURN && site.allocatedBytes() >= LARGE * allocated;
      if (!told && (grows || (dies && churn++ < MAX_CHURN))) {
        others.add(candidate(site));
      }
    }
    return others;
  }

  private static LeakCandidate candidate(AllocationSite site) {
    LeakCandidate.Point last = site.curve().get(site.curve().size() - 1);
    return new LeakCandidate(
        site.verdict(),
        site.path(),
        site.stack(),
        last.bytes(),
        last.objects(),
        site.growthBytesPerMinute(),
        site.survivedShare(),
        site.confidence(),
        String.format(
            Locale.ROOT,
            "%,d KiB allocated here by %,d samples, %,d of %,d objects and strings survived %d"
                + " cycles",
            site.allocatedBytes() >> 10,
            site.samples(),
            site.survivors(),
            site.tokens(),
            AllocationJudge.CYCLES),
        site.curve());
  }
}
