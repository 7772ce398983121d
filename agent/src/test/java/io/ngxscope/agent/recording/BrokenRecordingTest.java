package io.ngxscope.agent.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings that were cut off or damaged. */
class BrokenRecordingTest {
  @TempDir Path folder;
  private byte[] whole;

  @BeforeEach
  void write() throws IOException {
    Path file = folder.resolve("a.ngxr");
    Fixture.write(file);
    whole = Files.readAllBytes(file);
  }

  @Test
  void cutAtAnyByteItIsReadUpToItsLastWholeMember() {
    int firstMember = endOfFirstMember();
    int blocks = 0;
    for (int length = firstMember; length < whole.length; length++) {
      Recording read = read(Arrays.copyOf(whole, length));
      assertThat(read.complete()).as("cut at %d", length).isFalse();
      assertThat(read.blocks().size()).as("cut at %d", length).isGreaterThanOrEqualTo(blocks);
      assertThat(Fixture.recording().blocks()).containsAll(read.blocks());
      blocks = read.blocks().size();
    }
    assertThat(blocks).isEqualTo(2);
  }

  @Test
  void cutInsideAMemberTheQualityNotesSaySo() {
    Recording read = read(Arrays.copyOf(whole, whole.length - 3));
    assertThat(read.quality().notes())
        .anyMatch(note -> note.matches("(?s).*the file breaks off after byte \\d+.*missing.*"));
  }

  @Test
  void cutBetweenMembersItIsMerelyNotComplete() {
    Recording read = read(Arrays.copyOf(whole, endOfFirstMember()));
    assertThat(read.quality().notes()).isEmpty();
    assertThat(read.info()).isEqualTo(Fixture.INFO);
  }

  @Test
  void cutBeforeItsFirstMemberEndsItIsNoRecording() {
    for (int length = 0; length < endOfFirstMember(); length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(DiagnosticException.BadRecording.class);
    }
  }

  @Test
  void rubbishBehindTheEndIsALossThatIsTold() {
    byte[] longer = Arrays.copyOf(whole, whole.length + 9);
    Recording read = read(longer);
    assertThat(read.blocks()).hasSize(2);
    assertThat(read.complete()).isFalse();
    assertThat(read.quality().notes()).hasSize(2);
  }

  @Test
  void everyFlippedBitIsALossOrARefusalAndNeverAWrongResult() {
    Recording right = Fixture.recording();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Recording read = readOrNull(damaged);
      // Time, flags and system of a gzip header carry nothing, so that a flip there changes
      // nothing.
      if (read != null && !read.equals(right)) {
        assertThat(read.complete()).as("bit %d", bit).isFalse();
        assertThat(right.blocks()).containsAll(read.blocks());
        assertThat(right.samples()).containsAll(read.samples());
      }
    }
  }

  @Test
  void randomDamageNeverEscapesAsAnythingElse() {
    Random random = new Random(42);
    for (int round = 0; round < 3_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(20); i >= 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      int from = random.nextInt(damaged.length);
      byte[] piece = Arrays.copyOfRange(damaged, random.nextBoolean() ? 0 : from, damaged.length);
      Recording read = readOrNull(piece);
      if (read != null) {
        assertThat(Fixture.recording().blocks()).containsAll(read.blocks());
      }
    }
  }

  private int endOfFirstMember() {
    for (int i = 3; i < whole.length; i++) {
      if (whole[i] == 0x1f && whole[i + 1] == (byte) 0x8b && whole[i + 2] == 8) {
        return i;
      }
    }
    throw new AssertionError("only one member");
  }

  private static Recording readOrNull(byte[] bytes) {
    try {
      return read(bytes);
    } catch (DiagnosticException.BadRecording e) {
      return null;
    }
  }

  private static Recording read(byte[] bytes) {
    return RecordingReader.read(new ByteArrayInputStream(bytes), "test");
  }
}
