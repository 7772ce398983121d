package io.ngxscope.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A stream as perf 6.1 wrote it of a real worker (samples with 512 bytes of stack, switches, two
 * tracepoints; records that say what is mapped are left out), whole and damaged.
 */
class PerfPipeTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/ngxscope/agent/stream");
  private static final int FILE_HEADER = 16;

  private final List<PerfEvent> events = new ArrayList<>();
  private int begun;
  private final PerfPipe pipe =
      new PerfPipe(
          new PerfPipe.Sink() {
            @Override
            public void begun() {
              begun++;
            }

            @Override
            public void event(PerfEvent event) {
              events.add(event);
            }
          });

  @Test
  void givenARecordedStream_whenDecoded_thenEverythingInItIsThere() throws IOException {
    byte[] recorded = recorded();
    pipe.add(recorded, recorded.length);

    String decoded = describe();
    Path golden = FOLDER.resolve("perf-6.1.decoded");
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, decoded);
    }
    assertThat(decoded).isEqualTo(Files.readString(golden));
    assertThat(pipe.counts())
        .isEqualTo(new PerfPipe.Counts(recorded.length, events.size(), 0, 0, false));
    assertThat(begun).isEqualTo(1);
  }

  @Test
  void givenTheStreamByteByByte_whenDecoded_thenItIsTheSame() throws IOException {
    byte[] recorded = recorded();
    pipe.add(recorded, recorded.length);
    String whole = describe();
    List<PerfEvent> first = List.copyOf(events);
    events.clear();
    PerfPipe slow = new PerfPipe(sink(events));
    for (byte b : recorded) {
      slow.add(new byte[] {b}, 1);
    }

    assertThat(events).hasSameSizeAs(first);
    assertThat(describe()).isEqualTo(whole);
  }

  @Test
  void givenAStreamThatIsNotPerfs_whenDecoded_thenNothingComesOfItAndItIsSaid() {
    byte[] other = "SAMPLE\t1\t2\t3\nand so on".getBytes(StandardCharsets.UTF_8);
    pipe.add(other, other.length);

    assertThat(events).isEmpty();
    assertThat(pipe.counts().broken()).isTrue();
    assertThat(pipe.counts().malformed()).isEqualTo(1);
  }

  @Test
  void givenLostRecords_whenDecoded_thenTheyAreCountedAndTold() throws IOException {
    byte[] recorded = recorded();
    pipe.add(recorded, recorded.length);
    events.clear();
    byte[] lost = record(2, 0, 7, 42); // PERF_RECORD_LOST: number of the event, how many
    pipe.add(lost, lost.length);

    assertThat(events).containsExactly(new PerfEvent.Lost(42));
    assertThat(pipe.counts().lost()).isEqualTo(42);
  }

  @Test
  void givenASampleOfAnEventThatNobodyDescribed_whenDecoded_thenItIsCountedAsNotUnderstood()
      throws IOException {
    byte[] recorded = recorded();
    pipe.add(recorded, recorded.length);
    long before = pipe.counts().records();
    byte[] sample = record(9, 0, 0x7777, 1, 2, 3, 4, 5, 6);
    pipe.add(sample, sample.length);

    assertThat(pipe.counts().records()).isEqualTo(before);
    assertThat(pipe.counts().malformed()).isEqualTo(1);
  }

  @Test
  void givenDamagedStreams_whenDecoded_thenNothingIsThrownAndMemoryIsBounded() throws IOException {
    byte[] recorded = recorded();
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      byte[] damaged = Arrays.copyOf(recorded, 1 + random.nextInt(recorded.length));
      for (int j = 0; j < 8; j++) {
        int at = FILE_HEADER + random.nextInt(damaged.length);
        damaged[Math.min(at, damaged.length - 1)] = (byte) random.nextInt();
      }
      List<PerfEvent> found = new ArrayList<>();
      PerfPipe decoder = new PerfPipe(sink(found));
      decoder.add(damaged, damaged.length);

      assertThat(decoder.counts().records()).isLessThanOrEqualTo(found.size());
      assertThat(found).hasSizeLessThanOrEqualTo(damaged.length / 8);
    }
  }

  private static PerfPipe.Sink sink(List<PerfEvent> into) {
    return new PerfPipe.Sink() {
      @Override
      public void begun() {}

      @Override
      public void event(PerfEvent event) {
        into.add(event);
      }
    };
  }

  private static byte[] record(int type, int misc, long... words) {
    ByteBuffer b =
        ByteBuffer.allocate(8 + 8 * words.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(type)
            .putShort((short) misc)
            .putShort((short) (8 + 8 * words.length));
    for (long word : words) {
      b.putLong(word);
    }
    return b.array();
  }

  private String describe() {
    return events.stream().map(PerfPipeTest::describe).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String describe(PerfEvent event) {
    if (event instanceof PerfEvent.Sample s) {
      UserRegisters r = s.registers();
      String registers =
          r == null
              ? "none"
              : String.format(
                  Locale.ROOT,
                  "ip %x sp %x bp %x bx %x dx %x r12 %x r13 %x r14 %x r15 %x",
                  r.ip(),
                  r.sp(),
                  r.bp(),
                  r.bx(),
                  r.dx(),
                  r.r(12),
                  r.r(13),
                  r.r(14),
                  r.r(15));
      return String.format(
          Locale.ROOT,
          "event %d at %d tid %d ip %x kernel %s, registers %s, stack %d bytes %08x",
          s.event(),
          s.nanos(),
          s.tid(),
          s.ip(),
          s.kernel().stream().map(Long::toHexString).toList(),
          registers,
          s.stack().length,
          Arrays.hashCode(s.stack()));
    }
    return event.toString();
  }

  private static byte[] recorded() throws IOException {
    return Files.readAllBytes(FOLDER.resolve("perf-6.1.raw"));
  }
}
