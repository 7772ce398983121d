package io.ngxscope.agent.os;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The unwind tables of an object, found through {@code .eh_frame_hdr}, whose index lists the start
 * of every function and survives stripping (Linux Standard Base, "Exception Frames"). Addresses are
 * those of the object. Safe for use by several threads.
 */
public final class EhFrame {
  /** Real objects have up to some hundred thousand functions. */
  private static final int MAX_FUNCTIONS = 1 << 21;

  /** Longest entry that is looked into, in bytes: real ones have tens to a few thousand. */
  private static final int MAX_ENTRY_BYTES = 1 << 20;

  private final ElfFile elf;
  private final long[] starts;
  private final long[] entries;
  private final String problem;

  private EhFrame(ElfFile elf, List<long[]> index, String problem) {
    this.elf = elf;
    this.starts = index.stream().mapToLong(e -> e[0]).toArray();
    this.entries = index.stream().mapToLong(e -> e[1]).toArray();
    this.problem = problem;
  }

  /** Reads the index; one that is missing or broken gives an empty one that says why. */
  static EhFrame of(ElfFile elf, boolean core) {
    List<long[]> index = new ArrayList<>();
    String problem = "";
    try {
      ElfSegment header = elf.segment(ElfSegment.GNU_EH_FRAME);
      ElfSection section = elf.section(".eh_frame");
      if (core) {
        problem = "a core has no unwind tables";
      } else if (header != null && header.fileSize() > 0) {
        readIndex(elf, header, index);
      } else if (section != null && section.type() != ElfSection.NOBITS) {
        scan(elf, section, index);
      } else {
        problem = "no unwind tables";
      }
    } catch (ElfFormatException e) {
      index.clear();
      problem = String.valueOf(e.getMessage());
    }
    index.sort(Comparator.comparingLong(e -> e[0]));
    return new EhFrame(elf, index, problem);
  }

  private static void readIndex(ElfFile elf, ElfSegment header, List<long[]> index)
      throws ElfFormatException {
    long base = header.address();
    ElfCursor cursor = new ElfCursor(elf.bytesAt(base, clamp(header.fileSize())), base);
    if (cursor.u8() != 1) {
      throw new ElfFormatException("an unknown version of .eh_frame_hdr");
    }
    int frameEncoding = cursor.u8();
    int countEncoding = cursor.u8();
    int tableEncoding = cursor.u8();
    cursor.pointer(frameEncoding, base);
    long count = cursor.pointer(countEncoding, base);
    if (count < 0 || count > MAX_FUNCTIONS) {
      throw new ElfFormatException(".eh_frame_hdr claims " + count + " functions");
    }
    for (long i = 0; i < count; i++) {
      long start = cursor.pointer(tableEncoding, base);
      index.add(new long[] {start, cursor.pointer(tableEncoding, base)});
    }
  }

  /** Reads every entry in turn, for static executables without an index. */
  private static void scan(ElfFile elf, ElfSection section, List<long[]> index)
      throws ElfFormatException {
    ByteBuffer bytes = elf.bytesAt(section.address(), clamp(section.size()));
    ElfCursor cursor = new ElfCursor(bytes, section.address());
    while (cursor.remaining() >= 8) {
      long entry = cursor.position();
      long length = cursor.u32();
      if (length == 0 || index.size() >= MAX_FUNCTIONS) {
        return;
      }
      if (cursor.part(length).u32() != 0) {
        index.add(new long[] {readFde(elf, entry).start(), entry});
      }
    }
  }

  /** How many functions are listed. */
  public int size() {
    return starts.length;
  }

  /** Start of a function by its number in the order of addresses. */
  public long start(int index) {
    return starts[index];
  }

  /** Why there are no tables; empty if there are. */
  public String problem() {
    return problem;
  }

  /** Whether a function starts at an address: no other address is a function's entry. */
  public boolean isFunctionStart(long address) {
    int at = Search.lastNotAbove(starts, address);
    return at >= 0 && starts[at] == address;
  }

  /**
   * The entry of the function around an address.
   *
   * @return null if no function is listed there
   * @throws ElfFormatException if the entry is broken
   */
  public @Nullable Fde find(long address) throws ElfFormatException {
    int at = Search.lastNotAbove(starts, address);
    if (at < 0) {
      return null;
    }
    Fde fde = entry(at);
    return fde.contains(address) ? fde : null;
  }

  /**
   * The entry of a function by its number in the order of addresses.
   *
   * @throws ElfFormatException if the entry is broken
   */
  public Fde entry(int index) throws ElfFormatException {
    Fde fde = readFde(elf, entries[index]);
    if (fde.start() != starts[index]) {
      throw new ElfFormatException("the index and the entry disagree about a function's start");
    }
    return fde;
  }

  /** Where the function that starts at an address ends, or the address itself if not known. */
  public long functionEnd(long start) {
    try {
      Fde fde = find(start);
      return fde == null ? start : fde.end();
    } catch (ElfFormatException e) {
      return start;
    }
  }

  /** The call frame instructions of an entry, or of what it shares. */
  public ElfCursor instructions(long address, int length) {
    return new ElfCursor(elf.bytesAt(address, length), address);
  }

  private static Fde readFde(ElfFile elf, long address) throws ElfFormatException {
    ElfCursor body = body(elf, address);
    long here = body.position();
    long back = body.u32();
    if (back == 0) {
      throw new ElfFormatException("the index points to a CIE");
    }
    ElfCursor shared = body(elf, here - back);
    if (shared.u32() != 0) {
      throw new ElfFormatException("an FDE without a CIE");
    }
    Cie cie = Cie.read(shared);
    long start = body.pointer(cie.pointerEncoding(), 0);
    long length = body.number(cie.pointerEncoding());
    if (length < 0 || start + length < start) {
      throw new ElfFormatException("a function of " + length + " bytes");
    }
    if (cie.augmented()) {
      body.skip(body.uleb());
    }
    return new Fde(start, start + length, cie, body.position(), body.remaining());
  }

  /** What follows the length of an entry. 64-bit lengths exist in no real object. */
  private static ElfCursor body(ElfFile elf, long address) throws ElfFormatException {
    long length = new ElfCursor(elf.bytesAt(address, 4), address).u32();
    if (length > MAX_ENTRY_BYTES) {
      throw new ElfFormatException("an unwind entry of " + length + " bytes");
    }
    return new ElfCursor(elf.bytesAt(address + 4, (int) length), address + 4);
  }

  private static int clamp(long size) {
    return (int) Math.max(0, Math.min(size, Integer.MAX_VALUE));
  }
}
