package io.ngxscope.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.luajit.CopiedThread;
import io.ngxscope.agent.stream.RawSample.Piece;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Streams as bpftrace 0.17 (profile) and 0.23 (offcpu) printed them of a real worker, whole and
 * damaged.
 */
class StreamDecoderTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/ngxscope/agent/stream");
  private static final int SAMPLES = 3;

  private final List<StreamEvent> events = new ArrayList<>();
  private final StreamDecoder decoder = new StreamDecoder(events::add);

  @Test
  void givenARecordedStream_whenDecoded_thenEverythingInItIsThere() throws IOException {
    feed(recorded());

    String decoded = describe(events);
    Path golden = FOLDER.resolve("samples.decoded");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, decoded);
    }
    assertThat(decoded).isEqualTo(Files.readString(golden));
    assertThat(decoder.counts().garbage()).isZero();
    assertThat(decoder.counts().broken()).isZero();
  }

  @Test
  void givenSamplesWhoseLinesAreMixed_whenDecoded_thenTheyAreTheSameAsApart() throws IOException {
    feed(recorded());
    String apart = describe(events);
    events.clear();

    List<List<String>> samples = split(recorded());
    List<String> mixed = new ArrayList<>();
    for (int i = 0; samples.stream().anyMatch(s -> !s.isEmpty()); i++) {
      List<String> next = samples.get(i % samples.size());
      // A kernel stack is one event of the tracer: its lines stay together.
      do {
        if (!next.isEmpty()) {
          mixed.add(next.remove(0));
        }
      } while (!next.isEmpty() && next.get(0).startsWith("\t"));
    }
    feed(mixed);

    assertThat(describe(events).lines().sorted()).isEqualTo(apart.lines().sorted().toList());
  }

  @Test
  void givenAPieceIsLost_whenDecoded_thenTheSampleIsThereAndCountedAsBroken() throws IOException {
    List<String> lines = new ArrayList<>(recorded());
    lines.remove(lines.stream().filter(l -> l.startsWith("(")).count() > 0 ? firstTuple(lines) : 0);

    feed(lines);

    assertThat(samples()).hasSize(SAMPLES);
    assertThat(samples().stream().filter(s -> !s.whole())).hasSize(1);
    assertThat(decoder.counts().broken()).isEqualTo(1);
  }

  @Test
  void givenTheBeginningIsLost_whenDecoded_thenItsLinesAreGarbageAndTheOthersAreFine()
      throws IOException {
    List<String> lines = recorded();

    feed(lines.subList(1, lines.size()));

    assertThat(samples()).hasSize(SAMPLES - 1).allMatch(RawSample::whole);
    assertThat(decoder.counts().garbage()).isPositive();
  }

  @Test
  void givenAStreamThatBreaksOff_whenDecoded_thenTheLastSampleCountsAsBroken() throws IOException {
    List<String> lines = recorded();
    int end = lines.size() - 3;

    feed(lines.subList(0, end));

    assertThat(decoder.counts().samples()).isEqualTo(SAMPLES);
    assertThat(decoder.counts().broken()).isEqualTo(1);
  }

  @Test
  void givenDamagedLines_whenDecoded_thenNothingIsThrownAndMemoryStaysBounded() throws IOException {
    List<String> lines = recorded();
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<String> damaged = new ArrayList<>(lines);
      for (int i = 0; i < 10; i++) {
        int at = random.nextInt(damaged.size());
        damaged.set(at, damage(damaged.get(at), random));
      }
      Collections.shuffle(damaged.subList(0, random.nextInt(damaged.size())), random);
      feed(damaged);
      events.clear();
    }
    assertThat(decoder.counts().lines()).isEqualTo(200L * lines.size());
  }

  private static String damage(String line, Random random) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < 4 && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return new String(bytes, StandardCharsets.ISO_8859_1).replace('\n', ' ');
  }

  private static int firstTuple(List<String> lines) {
    int at = lines.size() - 1;
    while (!lines.get(at).startsWith("(")) {
      at--;
    }
    return at;
  }

  private List<RawSample> samples() {
    return events.stream()
        .filter(StreamEvent.Sampled.class::isInstance)
        .map(e -> ((StreamEvent.Sampled) e).sample())
        .toList();
  }

  private static List<String> recorded() throws IOException {
    return Files.readAllLines(FOLDER.resolve("samples.raw")).stream()
        .filter(l -> !l.isEmpty())
        .toList();
  }

  private static List<List<String>> split(List<String> lines) {
    List<List<String>> samples = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("SAMPLE")) {
        samples.add(new ArrayList<>());
      }
      samples.get(samples.size() - 1).add(line);
    }
    return samples;
  }

  private void feed(List<String> lines) {
    for (String line : lines) {
      if (line.startsWith("(") || line.startsWith("\t")) {
        decoder.raw(line);
      } else {
        String[] columns = line.split("\t", -1);
        decoder.row(new Row(columns[0], List.of(columns).subList(1, columns.length)));
      }
    }
  }

  private static String describe(List<StreamEvent> events) {
    StringBuilder text = new StringBuilder();
    for (StreamEvent event : events) {
      if (event instanceof StreamEvent.Sampled sampled) {
        describe(sampled.sample(), text);
      } else {
        text.append(event).append('\n');
      }
    }
    return text.toString();
  }

  private static void describe(RawSample s, StringBuilder text) {
    String id = Long.toHexString(s.id());
    text.append(id).append(' ').append(s.kind()).append(" tid ").append(s.tid());
    text.append(" at ").append(s.nanos()).append(s.whole() ? "" : " broken").append('\n');
    text.append(id).append(' ').append(s.cpu()).append('\n');
    text.append(id).append(' ').append(s.vm()).append('\n');
    text.append(id).append(' ').append(s.request()).append('\n');
    for (CopiedThread thread : s.lua()) {
      text.append(id).append(" coroutine ").append(Long.toHexString(thread.thread()));
      text.append(thread.ended() ? " ended\n" : " torn\n");
      for (CopiedThread.CopiedFrame frame : thread.frames()) {
        text.append(id).append("   ").append(frame).append('\n');
      }
    }
    for (Piece piece : s.stack()) {
      text.append(id).append(" piece ").append(Long.toHexString(piece.address()));
      text.append(" words ").append(piece.words().length).append(" first ");
      text.append(Long.toHexString(piece.words()[0])).append('\n');
    }
    for (long address : s.kernel()) {
      text.append(id).append(" kernel ").append(Long.toHexString(address)).append('\n');
    }
  }
}
