package io.ngxscope.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.stream.TracerNotice.Attached;
import io.ngxscope.agent.stream.TracerNotice.FullMap;
import io.ngxscope.agent.stream.TracerNotice.Harmless;
import io.ngxscope.agent.stream.TracerNotice.LostEvents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineProtocolTest {
  private final List<Row> rows = new ArrayList<>();
  private final List<TracerNotice> notices = new ArrayList<>();
  private final LineProtocol protocol =
      new LineProtocol(
          new LineProtocol.Sink() {
            @Override
            public void row(Row row) {
              rows.add(row);
            }

            @Override
            public void notice(TracerNotice notice) {
              notices.add(notice);
            }
          });

  @Test
  void aLineIsAKindAndColumns() {
    take("RUN\t5\t64168922\n\nEND\nHIST\t\t1\n");

    assertThat(rows)
        .containsExactly(
            new Row("RUN", List.of("5", "64168922")),
            new Row("END", List.of()),
            new Row("HIST", List.of("", "1")));
    assertThat(protocol.counts().lost()).isZero();
  }

  @Test
  void aLineMayComeInPiecesAndTheLastOneWithoutItsEnd() {
    for (String piece : "RUN\t12\nRUN\t34".split("", -1)) {
      take(piece);
    }
    protocol.end();

    assertThat(rows).extracting(r -> r.columns().get(0)).containsExactly("12", "34");
  }

  @Test
  void wordsOfTheTracerAreNoEventsAndNotLost() {
    take("Attaching 4 probes...\n__BPFTRACE_NOTIFY_PROBES_ATTACHED\nLost 162 events\n");

    assertThat(notices)
        .containsExactly(
            new Harmless("Attaching 4 probes..."), new Attached(), new LostEvents(162));
    assertThat(protocol.counts().lost()).isZero();
  }

  @Test
  void everythingElseIsCountedAndTheFirstOfItKept() {
    take("@x[1]: 3\nrun\t1\nA-B\t2\nLost many events\n");

    assertThat(rows).isEmpty();
    assertThat(protocol.counts().malformed()).isEqualTo(4);
    assertThat(protocol.counts().firstMalformed()).isEqualTo("@x[1]: 3");
  }

  @Test
  void aLineWithoutEndIsBoundedAndCounted() {
    byte[] much = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 100; i++) {
      protocol.add(much, much.length);
    }
    take("\nRUN\t1\n");

    assertThat(rows).hasSize(1);
    assertThat(protocol.counts().tooLong()).isEqualTo(1);
    assertThat(protocol.counts().firstMalformed()).hasSize(LineProtocol.MAX_LINE_BYTES);
    assertThat(protocol.counts().bytes()).isEqualTo(100L * much.length + 7);
  }

  @Test
  void ofTooManyColumnsNothingIsUsed() {
    take("RUN" + "\t1".repeat(300) + "\n");

    assertThat(rows).isEmpty();
    assertThat(protocol.counts().malformed()).isEqualTo(1);
  }

  @Test
  void everyLineOfBinaryGarbageIsARowANoticeOrCounted() {
    Random random = new Random(7);
    byte[] garbage = new byte[1 << 16];
    random.nextBytes(garbage);

    protocol.add(garbage, garbage.length);
    protocol.end();

    String text = new String(garbage, StandardCharsets.ISO_8859_1);
    long lines = text.lines().filter(l -> !l.isBlank()).count();
    assertThat(protocol.counts().malformed()).isPositive();
    assertThat(rows.size() + notices.size() + protocol.counts().lost()).isLessThanOrEqualTo(lines);
  }

  @Test
  void aFullMapIsToldWithItsLineOfTheScript() throws IOException {
    take(recorded("bpftrace-0.17-full-map.txt"));

    assertThat(notices).hasSize(4).allMatch(FullMap.class::isInstance);
    assertThat(protocol.counts().lost()).isZero();
  }

  @Test
  void whatScriptsPrintedOnceIsUnderstoodToday() throws IOException {
    for (String script : List.of("loop-latency", "gc-step", "syscalls-slow")) {
      take(recorded("bpftrace-0.17-" + script + ".txt"));
    }

    assertThat(rows).extracting(Row::kind).contains("RUN", "HIST", "GC", "SLEPT", "END");
    assertThat(protocol.counts().lost()).isZero();
  }

  private void take(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    protocol.add(bytes, bytes.length);
  }

  private static String recorded(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/io/ngxscope/agent/stream", name));
  }
}
