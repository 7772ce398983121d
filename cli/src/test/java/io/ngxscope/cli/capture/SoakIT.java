package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Await;
import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Probes come and go under the harshest load, and nobody notices. {@code -Dsoak.cycles=1000} makes
 * it long: {@code make soak}.
 */
class SoakIT {
  private static final int CYCLES = Integer.getInteger("soak.cycles", 100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A worker under load breathes; a leak of a page for each cycle would show above this. */
  private static final long WORKER_KIB = 4_096 + 4L * CYCLES;

  private static final long OWN_KIB = 16_384;

  @BeforeEach
  void needs() {
    Needs.nginxWithLua();
    Needs.program("bpftrace");
    Needs.root();
  }

  @Test
  void givenTheHarshestLoad_whenEveryProbeComesAndGoes_thenNoRequestFailsAndNothingGrows()
      throws Exception {
    try (NginxSample sample = NginxSample.of("soak").start()) {
      Needs.ptraceOf(sample.workers().get(0));
      Soak soak = new Soak(sample);
      try (HarshTraffic traffic = HarshTraffic.on(sample)) {
        soak.run(CYCLES / 5); // until everything is loaded and every cache is filled
        long worker = sample.workers().get(0);
        Soak.State before = soak.state();

        soak.run(CYCLES * 3 / 5);

        Soak.State after = soak.state();
        assertThat(sample.workers()).as(sample::errorLog).containsExactly(worker);
        assertThat(after.workerFiles()).isBetween(0L, before.workerFiles() + 8);
        assertThat(after.ownFiles()).isBetween(0L, before.ownFiles() + 8);
        assertThat(after.workerKib()).isLessThan(before.workerKib() + WORKER_KIB);
        assertThat(after.ownKib()).isLessThan(before.ownKib() + OWN_KIB);
        assertThat(after.events()).isEqualTo(before.events());

        sample.reload();
        Await.until(PATIENCE, sample::errorLog, () -> !sample.workers().contains(worker));
        soak.run(CYCLES / 5);

        assertThat(soak.cycles()).isGreaterThanOrEqualTo(CYCLES);
        assertThat(soak.rows()).as("probes told something").isPositive();
        assertThat(traffic.failures()).isEmpty();
        assertThat(traffic.answers()).isGreaterThan(CYCLES);
        System.out.println(
            "soak: "
                + soak.cycles()
                + " cycles, "
                + traffic.answers()
                + " requests, 0 failed; "
                + before
                + " -> "
                + after);
      }
      assertThat(sample.errorLog()).doesNotContain("exited on signal");
      assertThat(sample.get("/harsh").status()).isEqualTo(200);
    }
  }
}
