package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says of what grows who allocates it, and adds what dies young. Pure. */
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
   * The sites with the verdict of what holds their survivors. A site sees the young alone: in a
   * full cache, too, what is new survives for a while. Whether it adds up shows at its holder.
   */
  List<AllocationSite> settled(List<LeakCandidate> candidates) {
    List<AllocationSite> settled = new ArrayList<>();
    for (AllocationSite site : sites) {
      LeakVerdict held =
          candidates.stream()
              .filter(c -> holds(c, site))
              .findFirst()
              .map(LeakCandidate::verdict)
              .orElse(LeakVerdict.CACHE);
      settled.add(site.survivors() > 0 && isOpen(site.verdict()) ? site.as(held) : site);
    }
    return settled;
  }

  private static boolean isOpen(LeakVerdict verdict) {
    return verdict == LeakVerdict.LEAK || verdict == LeakVerdict.CACHE;
  }

  /** Places whose allocations die, so that nothing holds them. */
  List<LeakCandidate> churn() {
    long allocated = sites.stream().mapToLong(AllocationSite::allocatedBytes).sum();
    return sites.stream()
        .filter(s -> s.verdict() == LeakVerdict.CHURN && s.allocatedBytes() >= LARGE * allocated)
        .limit(MAX_CHURN)
        .map(AllocationJoin::candidate)
        .toList();
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
