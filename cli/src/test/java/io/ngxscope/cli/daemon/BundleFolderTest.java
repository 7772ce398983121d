package io.ngxscope.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.recording.RecordingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleFolderTest {
  private static final long MIB = 1 << 20;
  private static final DiskBudget BUDGET = new DiskBudget(32 * MIB, 0);

  @TempDir private Path temp;

  private static void fill(Path folder, int mib) {
    try {
      Files.write(folder.resolve("recording.ngxr"), new byte[mib << 20]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(BundleFolder folder) {
    return folder.bundles().stream().map(p -> String.valueOf(p.getFileName())).toList();
  }

  @Test
  void aBundleHasEverythingAndOnlyItsOwnerMayReadIt() throws Exception {
    try (BundleFolder folder = BundleFolder.open(temp.resolve("b"), BUDGET)) {
      Path bundle =
          folder.add(Incidents.START, "block", f -> BundleWriter.write(Incidents.block(), f));

      assertThat(bundle).hasFileName("20261102T031407.000Z-block");
      assertThat(Files.list(bundle).map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "recording.ngxr",
              "report.html",
              "report.json",
              "bundle.json",
              "host.json",
              "summary.txt");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
          .isEqualTo("rwx------");
      assertThat(RecordingReader.read(bundle.resolve("recording.ngxr")))
          .isEqualTo(Incidents.block().recording());
      JsonNode json = new JsonMapper().readTree(bundle.resolve("bundle.json").toFile());
      assertThat(json.get("trigger").asText()).isEqualTo("block");
      assertThat(json.at("/readings/0/gc_bytes").asLong()).isEqualTo(3 * MIB);
      assertThat(Files.readString(bundle.resolve("summary.txt")))
          .isEqualTo(
              "block>200ms: worker 4711, quote at /srv/pricing.lua:8 blocked the event loop once,"
                  + " for 300 ms, waiting, for /shop.\n");
    }
  }

  @Test
  void theOldestMakeRoomBeforeTheBudgetIsSpent() throws Exception {
    try (BundleFolder folder = BundleFolder.open(temp.resolve("b"), BUDGET)) {
      for (int i = 0; i < 4; i++) {
        folder.add(Incidents.START + i * 1_000_000L, "block", f -> fill(f, 10));
      }

      assertThat(names(folder))
          .containsExactly("20261102T031409.000Z-block", "20261102T031410.000Z-block");
      assertThat(folder.usedBytes()).isLessThanOrEqualTo(32 * MIB);
      assertThat(folder.removed()).isEqualTo(2);
    }
  }

  @Test
  void nothingIsWrittenIfOthersWouldHaveTooLittleLeft() {
    DiskBudget greedy = new DiskBudget(32 * MIB, Long.MAX_VALUE - 64 * MIB);
    try (BundleFolder folder = BundleFolder.open(temp.resolve("b"), greedy)) {
      assertThatThrownBy(() -> folder.add(Incidents.START, "cpu", f -> fill(f, 1)))
          .isInstanceOf(BundleFolder.DiskFull.class);
      assertThat(temp.resolve("b").toFile().list()).containsExactly(".lock");
    }
  }

  @Test
  void aBundleThatFailsHalfWayLeavesNothing() {
    try (BundleFolder folder = BundleFolder.open(temp.resolve("b"), BUDGET)) {
      assertThatThrownBy(
              () ->
                  folder.add(
                      Incidents.START,
                      "cpu",
                      f -> {
                        fill(f, 1);
                        throw new ProbeFailed("No space left on device", "");
                      }))
          .isInstanceOf(BundleFolder.DiskFull.class)
          .hasMessageContaining("No space left");
      assertThat(temp.resolve("b").toFile().list()).containsExactly(".lock");
    }
  }

  @Test
  void aRestartTakesAwayHalfBundles_andKnowsTheTimesOfTheOthers() throws Exception {
    Path place = temp.resolve("b");
    try (BundleFolder folder = BundleFolder.open(place, BUDGET)) {
      folder.add(Incidents.START, "block", f -> fill(f, 1));
    }
    Files.createDirectory(place.resolve(".partial-20261102T031407.000Z-gc"));
    fill(place.resolve(".partial-20261102T031407.000Z-gc"), 1);
    Files.createDirectory(place.resolve("somebody-elses"));

    try (BundleFolder folder = BundleFolder.open(place, BUDGET)) {
      assertThat(folder.times()).containsExactly(Incidents.START);
      assertThat(place.toFile().list())
          .containsExactlyInAnyOrder(".lock", "20261102T031407.000Z-block", "somebody-elses");
    }
  }

  @Test
  void twoAgentsDoNotShareAFolder() {
    try (BundleFolder first = BundleFolder.open(temp.resolve("b"), BUDGET)) {
      assertThat(first.bundles()).isEmpty();
      assertThatThrownBy(() -> BundleFolder.open(temp.resolve("b"), BUDGET))
          .isInstanceOf(Usage.class)
          .hasMessageContaining("another agent");
    }
  }

  @Test
  void aSymbolicLinkIsNoFolder() throws Exception {
    Files.createSymbolicLink(temp.resolve("link"), temp);

    assertThatThrownBy(() -> BundleFolder.open(temp.resolve("link"), BUDGET))
        .isInstanceOf(Usage.class);
  }
}
