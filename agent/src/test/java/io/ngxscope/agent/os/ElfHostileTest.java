package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that lie: the reader answers with its one exception, soon, and never otherwise. */
class ElfHostileTest {
  private static final int ROUNDS = 3000;

  @Test
  void bytesThatAreNoElfAreRefused() {
    assertThatThrownBy(() -> ElfFile.read(ByteBuffer.allocate(0)))
        .isInstanceOf(ElfFormatException.class);
    assertThatThrownBy(() -> ElfFile.read(ByteBuffer.allocate(4096)))
        .isInstanceOf(ElfFormatException.class);
  }

  @Test
  void aTextFileIsRefused(@TempDir Path folder) throws Exception {
    Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");

    assertThatThrownBy(() -> ElfFile.read(script)).isInstanceOf(ElfFormatException.class);
  }

  @Test
  void aFileOfAnotherMachineIsRefused() throws Exception {
    byte[] bytes = launcher();
    bytes[18] = (byte) 183; // aarch64

    assertThatThrownBy(() -> ElfFile.read(ByteBuffer.wrap(bytes)))
        .isInstanceOf(ElfFormatException.class)
        .hasMessageContaining("x86-64");
  }

  @Test
  void everyCutOfAFileIsReadOrRefused() throws Exception {
    byte[] bytes = launcher();
    int read = 0;
    for (int length = 0; length < bytes.length; length += 97) {
      read += useAll(ByteBuffer.wrap(bytes, 0, length)) ? 1 : 0;
    }
    assertThat(read).isLessThan(bytes.length / 97);
  }

  @Test
  void randomDamageIsReadOrRefused() throws Exception {
    byte[] good = launcher();
    Random random = new Random(42);
    assertThat(useAll(ByteBuffer.wrap(good))).isTrue();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            useAll(ByteBuffer.wrap(damaged(good, random)));
          }
        });
  }

  /** Headers and tables are hit most: half of the damage goes to the first two pages. */
  private static byte[] damaged(byte[] good, Random random) {
    byte[] bytes = good.clone();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      int limit = random.nextBoolean() ? Math.min(8192, bytes.length) : bytes.length;
      byte[] extremes = {0, -1, 0x7f, (byte) 0x80, (byte) random.nextInt()};
      bytes[4 + random.nextInt(limit - 4)] = extremes[random.nextInt(extremes.length)];
    }
    return bytes;
  }

  /** Calls everything that reads; false if the file is refused. */
  private static boolean useAll(ByteBuffer bytes) {
    try {
      ElfFile elf = ElfFile.read(bytes);
      elf.exportedSymbols().definitions().forEach(s -> elf.exportedFunctionAt(s.address()));
      elf.fullSymbols().definitions();
      elf.fullFunctionAt(elf.entryPoint());
      elf.exportedSymbols().find("main");
      elf.debugLink();
      elf.bytesAt(elf.entryPoint(), 1 << 30);
      for (int i = 0; i < elf.ehFrame().size(); i++) {
        elf.ehFrame().functionEnd(elf.ehFrame().start(i));
        elf.ehFrame().find(elf.ehFrame().start(i));
      }
      return true;
    } catch (ElfFormatException refused) {
      return false;
    }
  }

  private static byte[] launcher() throws Exception {
    return Files.readAllBytes(Path.of("/proc/self/exe"));
  }
}
