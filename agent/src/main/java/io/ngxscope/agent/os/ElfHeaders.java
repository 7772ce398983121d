package io.ngxscope.agent.os;

import java.util.ArrayList;
import java.util.List;

/**
 * The file header with the program and section headers that it points to ({@code elf(5)}).
 *
 * @param type {@code e_type}: 2 executable, 3 shared or position independent, 4 core
 * @param entry address of the first instruction, 0 if none
 * @param segments program headers in the order of the file
 * @param sections section headers in the order of the file; empty if it has none
 */
record ElfHeaders(int type, long entry, List<ElfSegment> segments, List<ElfSection> sections) {
  private static final int X86_64 = 62;
  private static final int SEGMENT_BYTES = 56;
  private static final int SECTION_BYTES = 64;

  /** {@code PN_XNUM}: the true number of segments is in section 0, as in large cores. */
  private static final int MANY = 0xffff;

  private static final int CORE = 4;
  private static final int MAX_SEGMENTS = 1024;
  private static final int MAX_CORE_SEGMENTS = 1 << 20;
  private static final int MAX_SECTIONS = 1 << 16;
  private static final int MAX_NAME = 128;

  /** A core holds memory of others, but no tables of its own. */
  boolean isCore() {
    return type == CORE;
  }

  static ElfHeaders read(ElfImage image) throws ElfFormatException {
    if (image.size() < 64 || image.i32(0) != 0x464c457f) {
      throw new ElfFormatException("not an ELF file");
    }
    if (image.u8(4) != 2 || image.u8(5) != 1 || image.u16(18) != X86_64) {
      throw new ElfFormatException("not a little-endian x86-64 ELF64 file");
    }
    List<ElfSection> sections = sections(image);
    return new ElfHeaders(image.u16(16), image.i64(24), segments(image), List.copyOf(sections));
  }

  private static List<ElfSegment> segments(ElfImage image) throws ElfFormatException {
    long table = image.i64(32);
    long count = image.u16(56);
    if (count == MANY) {
      count = image.u32(image.i64(40) + 44);
    }
    long most = image.u16(16) == CORE ? MAX_CORE_SEGMENTS : MAX_SEGMENTS;
    if ((count > 0 && image.u16(54) != SEGMENT_BYTES) || count > most) {
      throw new ElfFormatException(count + " program headers of " + image.u16(54) + " bytes");
    }
    image.check(table, count * SEGMENT_BYTES, "the program header table");
    List<ElfSegment> segments = new ArrayList<>((int) count);
    for (long at = table; segments.size() < count; at += SEGMENT_BYTES) {
      segments.add(
          new ElfSegment(
              image.i32(at),
              image.i32(at + 4),
              image.i64(at + 8),
              image.i64(at + 16),
              image.i64(at + 32),
              image.i64(at + 40)));
    }
    return List.copyOf(segments);
  }

  /**
   * Nothing that a running process needs is found through sections alone, and images from memory
   * keep the header's numbers without the table: a table that is not there counts as none.
   */
  private static List<ElfSection> sections(ElfImage image) throws ElfFormatException {
    long table = image.i64(40);
    int count = image.u16(60);
    boolean there =
        table > 0
            && table <= image.size()
            && (long) count * SECTION_BYTES <= image.size() - table
            && image.u16(58) == SECTION_BYTES;
    if (!there || count == 0 || count >= MAX_SECTIONS) {
      return List.of();
    }
    int namesIndex = Math.min(image.u16(62), count - 1);
    long names = image.i64(table + (long) namesIndex * SECTION_BYTES + 24);
    long namesEnd = names + Math.max(0, image.i64(table + (long) namesIndex * SECTION_BYTES + 32));
    List<ElfSection> sections = new ArrayList<>(count);
    for (long at = table; sections.size() < count; at += SECTION_BYTES) {
      long name = names + image.u32(at);
      sections.add(
          new ElfSection(
              image.text(name, Math.min(namesEnd, name + MAX_NAME)),
              image.i32(at + 4),
              image.i64(at + 16),
              image.i64(at + 24),
              image.i64(at + 32),
              image.i32(at + 40)));
    }
    return sections;
  }
}
