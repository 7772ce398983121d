package io.ngxscope.agent.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingRoundTripTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() {
    Path file = folder.resolve("a.ngxr");
    Fixture.write(file);
    assertThat(RecordingReader.read(file)).isEqualTo(Fixture.recording());
  }

  @Test
  void theFileIsReadableByItsOwnerAlone() throws IOException {
    Path file = folder.resolve("a.ngxr");
    Fixture.write(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void zcatShowsTheDocumentedLines() throws IOException {
    Path file = folder.resolve("a.ngxr");
    Fixture.write(file);
    String lines = text(file);
    Golden.check("fixture.jsonl", lines);
  }

  @Test
  void framesAndStacksAreWrittenOnce() throws IOException {
    Path file = folder.resolve("a.ngxr");
    try (RecordingWriter writer = RecordingWriter.open(file, false, Fixture.INFO, Fixture.CLOCK)) {
      for (int i = 0; i < 1000; i++) {
        writer.event(Fixture.BLOCK);
      }
      writer.finish(Fixture.START);
    }
    assertThat(text(file).lines().filter(l -> l.contains("\"t\":\"stack\""))).hasSize(2);
    assertThat(Files.size(file)).isLessThan(5_000);
  }

  @Test
  void aRunningCaptureIsReadableAfterEachFlush() {
    Path file = folder.resolve("a.ngxr");
    try (RecordingWriter writer = RecordingWriter.open(file, false, Fixture.INFO, Fixture.CLOCK)) {
      assertThat(RecordingReader.read(file).complete()).isFalse();
      writer.event(Fixture.BLOCK);
      assertThat(RecordingReader.read(file).blocks()).isEmpty();
      writer.flush();
      Recording soFar = RecordingReader.read(file);
      assertThat(soFar.blocks()).containsExactly(Fixture.BLOCK);
      assertThat(soFar.complete()).isFalse();
      assertThat(soFar.endUnixMicros()).isEqualTo(Fixture.CLOCK.millis() * 1000);
    }
  }

  @Test
  void withoutFinishWhatWasGivenIsKeptButNotComplete() {
    Path file = folder.resolve("a.ngxr");
    try (RecordingWriter writer = RecordingWriter.open(file, false, Fixture.INFO, Fixture.CLOCK)) {
      writer.event(Fixture.BLOCK);
    }
    Recording read = RecordingReader.read(file);
    assertThat(read.blocks()).containsExactly(Fixture.BLOCK);
    assertThat(read.complete()).isFalse();
  }

  @Test
  void ofRepeatedLoopAndQualityLinesTheLastCounts() {
    Path file = folder.resolve("a.ngxr");
    try (RecordingWriter writer = RecordingWriter.open(file, false, Fixture.INFO, Fixture.CLOCK)) {
      writer.quality(Quality.NONE);
      writer.loop(List.of());
      writer.quality(Fixture.QUALITY);
      writer.loop(Fixture.loop());
      writer.finish(Fixture.START);
    }
    Recording read = RecordingReader.read(file);
    assertThat(read.quality()).isEqualTo(Fixture.QUALITY);
    assertThat(read.loopBuckets()).isEqualTo(Fixture.loop().buckets());
  }

  @Test
  void ofASliceOfLoopTimesThatIsWrittenAgainTheLastCounts() {
    Path file = folder.resolve("a.ngxr");
    LoopLatency.Slice first = new LoopLatency.Slice(Fixture.START, 100_000, List.of());
    LoopLatency.Slice next = new LoopLatency.Slice(Fixture.START + 100_000, 100_000, List.of());
    try (RecordingWriter writer = RecordingWriter.open(file, false, Fixture.INFO, Fixture.CLOCK)) {
      writer.loopSlice(next);
      writer.loopSlice(first);
      writer.loopSlice(Fixture.SLICE);
      writer.finish(Fixture.START);
    }
    assertThat(RecordingReader.read(file).loopSlices()).containsExactly(Fixture.SLICE, next);
  }

  @Test
  void aRecordingOfAnOlderVersionHasNoSlicesAndIsReadAllTheSame() throws IOException {
    Path file = folder.resolve("a.ngxr");
    Fixture.write(file);
    String older =
        text(file)
            .lines()
            .filter(line -> !line.contains("loop_slice"))
            .map(line -> line.replace("\"minor\":1", "\"minor\":0") + "\n")
            .collect(Collectors.joining());
    try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(file))) {
      packed.write(older.getBytes(StandardCharsets.UTF_8));
    }
    Recording read = RecordingReader.read(file);
    assertThat(read.loopSlices()).isEmpty();
    assertThat(read.loopBuckets()).isEqualTo(Fixture.loop().buckets());
    assertThat(read.complete()).isTrue();
  }

  @Test
  void manyEventsGoOutWithoutAskingForIt() throws IOException {
    Path file = folder.resolve("a.ngxr");
    try (RecordingWriter writer = RecordingWriter.open(file, false, Fixture.INFO, Fixture.CLOCK)) {
      for (int i = 0; i < 10_000; i++) {
        Request request = new Request("GET", "/" + i + "-" + "x".repeat(200));
        writer.event(
            new StackEvent(Fixture.WORKER, Fixture.START + i, request, Fixture.SAMPLE.sample()));
      }
      assertThat(RecordingReader.read(file).samples()).hasSizeGreaterThan(5_000);
    }
    assertThat(RecordingReader.read(file).samples()).hasSize(10_000);
  }

  @Test
  void hostileTextComesBackWholeAndTheFileIsPlainAscii() throws IOException {
    Path file = folder.resolve("a.ngxr");
    String hostile =
        "\u0000\u001b[31m\"\\\n\r\u2028\u202e\ufeff</script>\ud83d\ude00" + "x".repeat(1_000_000);
    try (RecordingWriter writer = RecordingWriter.open(file, false, Fixture.INFO, Fixture.CLOCK)) {
      writer.event(sample(hostile));
      writer.event(sample("half a pair \ud800 here, \udc00\ud800"));
      writer.finish(Fixture.START);
    }
    List<StackEvent> read = RecordingReader.read(file).samples();
    assertThat(read.get(0).request().uri()).isEqualTo(hostile);
    assertThat(read.get(1).request().uri()).isEqualTo("half a pair \ufffd here, \ufffd\ufffd");
    assertThat(text(file).chars()).allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f));
  }

  @Test
  void aStreamHandsOutPiecesInTheirOrder() {
    Path file = folder.resolve("a.ngxr");
    Fixture.write(file);
    StringBuilder order = new StringBuilder();
    RecordingReader.Outcome outcome =
        RecordingReader.stream(
            file,
            new RecordingSink() {
              @Override
              public void target(io.ngxscope.agent.model.TargetInfo target) {
                order.append("target ");
              }

              @Override
              public void event(io.ngxscope.agent.model.Event event) {
                order.append("event ");
              }

              @Override
              public void end(long unixMicros) {
                order.append("end");
              }
            });
    assertThat(order.toString()).isEqualTo("target event event event event end");
    assertThat(outcome.broken()).isNull();
  }

  private static StackEvent sample(String uri) {
    StackSample sample = Fixture.SAMPLE.sample();
    return new StackEvent(Fixture.WORKER, Fixture.START, new Request("GET", uri), sample);
  }

  private static String text(Path file) throws IOException {
    byte[] packed = Files.readAllBytes(file);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
