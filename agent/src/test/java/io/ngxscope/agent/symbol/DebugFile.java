package io.ngxscope.agent.symbol;

import io.ngxscope.agent.model.BuildId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Writes the smallest debug file: a build id, and one function in its symbol table. */
final class DebugFile {
  static final String NAME = "inner_function";
  private static final int FUNCTION_BYTES = 4;

  private DebugFile() {}

  /**
   * Writes it where it is looked for.
   *
   * @param root the file system
   * @param wanted whose debug file it claims to be by its path
   * @param inside the build id that it holds
   * @param function address of the function
   */
  static void write(Path root, BuildId wanted, BuildId inside, long function) throws IOException {
    String hex = wanted.hex();
    Path folder = root.resolve("usr/lib/debug/.build-id").resolve(hex.substring(0, 2));
    Files.createDirectories(folder);
    Files.write(folder.resolve(hex.substring(2) + ".debug"), bytes(inside, function));
  }

  private static byte[] bytes(BuildId id, long function) {
    byte[] idBytes = HexFormat.of().parseHex(id.hex());
    byte[] strings = ("\0" + NAME + "\0").getBytes(StandardCharsets.UTF_8);
    int note = 64 + 2 * 56;
    int symbols = note + 16 + idBytes.length;
    int names = symbols + 2 * 24;
    int sections = names + strings.length;
    ByteBuffer elf = ByteBuffer.allocate(sections + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
    elf.putShort(16, (short) 3).putShort(18, (short) 62);
    elf.putLong(32, 64).putLong(40, sections);
    elf.putShort(54, (short) 56).putShort(56, (short) 2);
    elf.putShort(58, (short) 64).putShort(60, (short) 3);
    elf.position(64);
    segment(elf, 1, 5, 0, 0, 1L << 30); // code, not in this file
    segment(elf, 4, 4, note, 16L + idBytes.length, 0);
    elf.putInt(4).putInt(idBytes.length).putInt(3).putInt(0x00554e47).put(idBytes);
    elf.position(symbols + 24);
    elf.putInt(1).put((byte) 0x12).put((byte) 0).putShort((short) 1);
    elf.putLong(function).putLong(FUNCTION_BYTES);
    elf.put(strings);
    section(elf, sections + 64, 2, symbols, 2 * 24, 2);
    section(elf, sections + 128, 3, names, strings.length, 0);
    return elf.array();
  }

  private static void segment(
      ByteBuffer elf, int type, int flags, long offset, long size, long memory) {
    elf.putInt(type).putInt(flags).putLong(offset).putLong(0).putLong(0);
    elf.putLong(size).putLong(memory).putLong(1);
  }

  private static void section(ByteBuffer elf, int at, int type, long offset, long size, int link) {
    elf.putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, size).putInt(at + 40, link);
  }
}
