package io.ngxscope.cli.capture;

import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Samples in pairs: the sick variant is diagnosed with file and line, the cured one is clean. */
class CuresIT {
  @BeforeEach
  void needsNginx() {
    Needs.nginxWithLua();
  }

  @Test
  void givenWorkInTheLoop_whenMovedToTheThreadPool_thenItsBlocksAreGone() throws Exception {
    SecondChance.give(this::workerThread);
  }

  private void workerThread() {
    try (NginxSample sample = NginxSample.of("worker-thread").start()) {
      Variants variants = new Variants(sample);
      byte[] large = new byte[4_000_000];

      CaptureResult sick = variants.watch(() -> work(variants, sample, "/sick", large));
      CaptureResult cured = variants.watch(() -> work(variants, sample, "/cured", large));

      variants.assertDiagnosed(sick, "/sick/execute", "work.lua", "execute");
      variants.assertDiagnosed(sick, "/sick/file", "work.lua", "file");
      variants.assertDiagnosed(sick, "/sick/hash", "sha256.lua", "hash");
      variants.assertClean(cured, "/cured");
    }
  }

  private static void work(Variants variants, NginxSample sample, String where, byte[] large) {
    variants.ask(where + "/execute?ms=80");
    variants.ask(where + "/file");
    sample.post(where + "/hash", large);
  }

  @Test
  void givenLargeSimilarStrings_whenCachedAsBytes_thenTheirBlocksAreGone() throws Exception {
    SecondChance.give(this::cacheValues);
  }

  private void cacheValues() {
    try (NginxSample sample = NginxSample.of("cache-values").start()) {
      Variants variants = new Variants(sample);

      CaptureResult cured = variants.watch(() -> refresh(variants, "/cured"));
      CaptureResult dictionary = variants.watch(() -> refresh(variants, "/dictionary"));
      CaptureResult sick = variants.watch(() -> refresh(variants, "/sick"));

      variants.assertClean(cured, "/cured");
      variants.assertClean(dictionary, "/dictionary");
      variants.assertDiagnosed(sick, "/sick/refresh", "as_strings.lua", "intern");
    }
  }

  private static void refresh(Variants variants, String where) {
    for (int i = 0; i < 20; i++) {
      variants.ask(where + "/refresh?count=8");
    }
  }

  @Test
  void givenALibraryThatIsWaitedFor_whenItIsQueuedFor_thenItsBlocksAreGone() throws Exception {
    Needs.program("gcc");
    SecondChance.give(this::ffiRuntime);
  }

  private void ffiRuntime() {
    try (NginxSample sample = NginxSample.of("ffi-runtime").start()) {
      Variants variants = new Variants(sample);

      CaptureResult sick = variants.watch(() -> variants.ask("/sick/echo?ms=80"));
      CaptureResult cured = variants.watch(() -> variants.ask("/cured/echo?ms=80"));

      variants.assertDiagnosed(sick, "/sick/echo", "blocking.lua", "wait");
      variants.assertClean(cured, "/cured");
    }
  }

  @Test
  void givenABlockingSocketInAFilter_whenTheContentPhaseWaitsInstead_thenItsBlocksAreGone()
      throws Exception {
    SecondChance.give(this::asyncFilter);
  }

  private void asyncFilter() {
    try (NginxSample sample = NginxSample.of("async-filter").start()) {
      Variants variants = new Variants(sample);

      CaptureResult sick = variants.watch(() -> variants.ask("/sick/small?check_ms=80"));
      CaptureResult cured = variants.watch(() -> variants.ask("/cured/small?check_ms=80"));

      variants.assertDiagnosed(sick, "/sick/small", "blocking_filter.lua", "recv");
      variants.assertClean(cured, "/cured");
    }
  }
}
