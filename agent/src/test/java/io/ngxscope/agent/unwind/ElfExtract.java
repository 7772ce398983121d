package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.ElfSegment;
import io.ngxscope.agent.os.Fde;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The few bytes of an object that some stacks need, and an object made of nothing else: so golden
 * tests run the real reader on the real tables without the real binaries.
 */
final class ElfExtract {
  private static final int CALL_BYTES = 8;
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;

  private final TreeMap<Long, byte[]> pieces = new TreeMap<>();
  private final TreeMap<Long, Long> functions = new TreeMap<>();
  private long codeStart;
  private long codeEnd;

  /** An extract of what is asked for with {@link #add}. */
  static ElfExtract of(ElfFile elf) {
    ElfExtract extract = new ElfExtract();
    for (ElfSegment s : elf.segments()) {
      if (s.type() == ElfSegment.LOAD && s.executable()) {
        extract.codeStart = s.address();
        extract.codeEnd = s.address() + s.memorySize();
      }
    }
    return extract;
  }

  /** Keeps the call before an address, and the unwind entry of the function around it. */
  void add(ElfFile elf, long address) throws ElfFormatException {
    Fde fde = elf.ehFrame().find(address - 1);
    Fde exact = elf.ehFrame().find(address);
    keep(elf, address - CALL_BYTES, CALL_BYTES);
    for (Fde f : new Fde[] {fde, exact}) {
      if (f != null) {
        long entry = entryOf(elf, f);
        functions.put(f.start(), entry);
        keep(elf, entry, (int) (f.instructionsAddress() + f.instructionsLength() - entry));
        long back = elf.bytesAt(entry + 4, 4).getInt(0) & 0xffffffffL;
        long cie = entry + 4 - back;
        keep(elf, cie, 4 + elf.bytesAt(cie, 4).getInt(0));
      }
    }
  }

  private static long entryOf(ElfFile elf, Fde fde) throws ElfFormatException {
    // The augmentation before the instructions varies: look for the length that fits.
    for (long at = fde.instructionsAddress() - 12; ; at--) {
      ByteBuffer b = elf.bytesAt(at, 4);
      if (b.remaining() == 4
          && at + 4 + b.getInt(0) == fde.instructionsAddress() + fde.instructionsLength()) {
        return at;
      }
    }
  }

  private void keep(ElfFile elf, long address, int length) {
    ByteBuffer view = elf.bytesAt(address, length);
    byte[] bytes = new byte[view.remaining()];
    view.get(bytes);
    byte[] known = pieces.get(address);
    if (known == null || known.length < bytes.length) {
      pieces.put(address, bytes);
    }
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("code " + Long.toHexString(codeStart) + " " + Long.toHexString(codeEnd));
    functions.forEach(
        (start, fde) ->
            lines.add("function " + Long.toHexString(start) + " " + Long.toHexString(fde)));
    pieces.forEach(
        (at, bytes) ->
            lines.add("bytes " + Long.toHexString(at) + " " + HexFormat.of().formatHex(bytes)));
    return lines;
  }

  static ElfExtract parse(List<String> lines) {
    ElfExtract extract = new ElfExtract();
    for (String line : lines) {
      String[] f = line.split(" ");
      long first = Long.parseUnsignedLong(f[1], 16);
      switch (f[0]) {
        case "code" -> {
          extract.codeStart = first;
          extract.codeEnd = Long.parseUnsignedLong(f[2], 16);
        }
        case "function" -> extract.functions.put(first, Long.parseUnsignedLong(f[2], 16));
        default -> extract.pieces.put(first, HexFormat.of().parseHex(f[2]));
      }
    }
    return extract;
  }

  /** Makes an object in which every piece lies at its own address. */
  ElfFile toElf() throws ElfFormatException {
    long headerAddress = 1L << 40;
    byte[] index = index(headerAddress);
    Map<Long, byte[]> all = new TreeMap<>(pieces);
    all.put(headerAddress, index);
    int count = all.size() + 2;
    int offset = HEADER + count * SEGMENT;
    int size = offset + all.values().stream().mapToInt(b -> b.length).sum();
    ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
    elf.putShort(16, (short) 3).putShort(18, (short) 62).putLong(32, HEADER);
    elf.putShort(54, (short) SEGMENT).putShort(56, (short) count);
    elf.position(HEADER);
    segment(elf, new ElfSegment(ElfSegment.LOAD, 5, 0, codeStart, 0, codeEnd - codeStart));
    for (Map.Entry<Long, byte[]> piece : all.entrySet()) {
      long length = piece.getValue().length;
      boolean isIndex = piece.getKey() == headerAddress;
      if (isIndex) {
        segment(
            elf, new ElfSegment(ElfSegment.GNU_EH_FRAME, 4, offset, headerAddress, length, length));
      }
      segment(elf, new ElfSegment(ElfSegment.LOAD, 4, offset, piece.getKey(), length, length));
      elf.put(offset, piece.getValue());
      offset += (int) length;
    }
    return ElfFile.read(elf.rewind());
  }

  /** {@code .eh_frame_hdr} with absolute 64-bit addresses. */
  private byte[] index(long address) {
    ByteBuffer b = ByteBuffer.allocate(4 + 8 + 4 + functions.size() * 16);
    b.order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 1).put((byte) 0x04).put((byte) 0x03).put((byte) 0x04);
    b.putLong(address).putInt(functions.size());
    functions.forEach((start, fde) -> b.putLong(start).putLong(fde));
    return b.array();
  }

  private static void segment(ByteBuffer elf, ElfSegment s) {
    elf.putInt(s.type()).putInt(s.flags()).putLong(s.offset()).putLong(s.address());
    elf.putLong(0).putLong(s.fileSize()).putLong(s.memorySize()).putLong(1);
  }
}
