package io.ngxscope.agent.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.core.CoreRegisters.Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreFileTest {
  private static final int NOTES = 0x200;
  private static final int MEMORY = 0x1000;
  private static final long START = 0x7f00_0000_0000L;

  @TempDir private Path folder;

  @Test
  void threadsSignalFilesAndMemoryAreRead() throws IOException {
    try (CoreFile core = CoreFile.open(write(core()))) {
      assertThat(core.pid()).isEqualTo(4711);
      assertThat(core.signal()).isEqualTo(11);
      assertThat(core.sender()).isZero();
      assertThat(core.faultAddress()).isEqualTo(0x10);
      assertThat(core.threads()).hasSize(1);
      assertThat(core.threads().get(0).registers().get(Name.RIP)).isEqualTo(START + 8);
      assertThat(core.files()).containsExactly(new CoreMapping(START, START + 0x1000, 0, "/bin/x"));
      byte[] read = new byte[8];
      assertThat(core.read(START + 4, read, 8)).isEqualTo(8);
      assertThat(read).containsOnly((byte) 0xab);
      assertThat(core.read(START + 0xff8, read, 8)).as("behind what was kept").isZero();
      assertThat(core.missing()).isEmpty();
    }
  }

  @Test
  void aCoreThatWasCutSaysWhatIsMissing() throws IOException {
    try (CoreFile core = CoreFile.open(write(Arrays.copyOf(core(), MEMORY + 0x100)))) {
      assertThat(core.missing()).hasSize(1);
      assertThat(core.missing().get(0).start()).isEqualTo(START + 0x100);
      assertThat(core.expectedSize()).isEqualTo(MEMORY + 0x800);
      byte[] read = new byte[0x200];
      assertThat(core.read(START, read, read.length)).isEqualTo(0x100);
    }
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    byte[] program = core();
    program[16] = 3;
    byte[] other = core();
    other[18] = 40;

    assertThatThrownBy(() -> CoreFile.open(write(program))).hasMessageContaining("program or");
    assertThatThrownBy(() -> CoreFile.open(write(other))).hasMessageContaining("64-bit x86");
    assertThatThrownBy(() -> CoreFile.open(write(new byte[10])))
        .isInstanceOf(CoreFormatException.class);
    assertThatThrownBy(() -> CoreFile.open(write(Arrays.copyOf(core(), 100))))
        .hasMessageContaining("ends within its headers");
  }

  @Test
  void brokenBytesAreNoMoreThanARefusal() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] broken = core();
      for (int n = 0; n < 8; n++) {
        broken[random.nextInt(NOTES + 0x400)] = (byte) random.nextInt();
      }
      Path file = write(broken);
      try (CoreFile core = CoreFile.open(file)) {
        core.missing();
        core.read(START, new byte[64], 64);
        assertThat(core.threads()).isNotEmpty();
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("core"), bytes);
  }

  /** Two segments: notes, and 0x1000 bytes of memory of which 0x800 are kept. */
  private static byte[] core() {
    ByteBuffer b = ByteBuffer.allocate(MEMORY + 0x800).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).putShort(16, (short) 4);
    b.putShort(18, (short) 62).putLong(32, 64).putShort(54, (short) 56).putShort(56, (short) 2);
    int end = notes(b);
    segment(b, 64, 4, NOTES, 0, end - NOTES, end - NOTES);
    segment(b, 120, 1, MEMORY, START, 0x800, 0x1000);
    Arrays.fill(b.array(), MEMORY, MEMORY + 0x800, (byte) 0xab);
    return b.array();
  }

  private static void segment(
      ByteBuffer b, int at, int type, long offset, long address, long kept, long size) {
    b.putInt(at, type).putInt(at + 4, 6).putLong(at + 8, offset).putLong(at + 16, address);
    b.putLong(at + 32, kept).putLong(at + 40, size);
  }

  private static int notes(ByteBuffer b) {
    ByteBuffer status = note(CoreThread.BYTES);
    status.putShort(12, (short) 11).putInt(32, 4711).putLong(112 + 16 * 8, START + 8);
    ByteBuffer signal = note(128);
    signal.putInt(0, 11).putInt(8, 1).putLong(16, 0x10);
    ByteBuffer files = note(16 + 24 + 8);
    files.putLong(0, 1).putLong(8, 4096).putLong(16, START).putLong(24, START + 0x1000);
    files.position(40).put("/bin/x".getBytes(StandardCharsets.UTF_8));
    int at = put(b, NOTES, 1, status);
    at = put(b, at, 0x53494749, signal);
    return put(b, at, 0x46494c45, files);
  }

  private static ByteBuffer note(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int put(ByteBuffer b, int at, int type, ByteBuffer data) {
    b.putInt(at, 5).putInt(at + 4, data.capacity()).putInt(at + 8, type);
    b.position(at + 12).put("CORE".getBytes(StandardCharsets.US_ASCII));
    b.position(at + 20).put(data.array());
    return at + 20 + (data.capacity() + 3) / 4 * 4;
  }
}
