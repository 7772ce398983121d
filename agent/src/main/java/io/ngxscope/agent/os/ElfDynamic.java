package io.ngxscope.agent.os;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the dynamic linker's table tells: it survives stripping, and needs no section headers.
 *
 * @param soname the name under which others ask for the object, or null
 * @param needed the names of the objects it asks for
 * @param symbols the exported symbols
 */
record ElfDynamic(@Nullable String soname, List<String> needed, ElfSymbolTable symbols) {
  private static final int ENTRY_BYTES = 16;
  private static final int MAX_ENTRIES = 4096;
  private static final int NEEDED = 1;
  private static final int HASH = 4;
  private static final int STRTAB = 5;
  private static final int SYMTAB = 6;
  private static final int STRSZ = 10;
  private static final int SONAME = 14;
  private static final long GNU_HASH = 0x6ffffef5L;
  private static final long VERSYM = 0x6ffffff0L;
  private static final long VERDEF = 0x6ffffffcL;
  private static final long VERDEFNUM = 0x6ffffffdL;

  static ElfDynamic read(ElfImage image, ElfAddresses addresses, ElfSegment segment)
      throws ElfFormatException {
    long end = segment.offset() + Math.min(segment.fileSize(), (long) MAX_ENTRIES * ENTRY_BYTES);
    List<long[]> entries = new ArrayList<>();
    for (long at = segment.offset(); at + ENTRY_BYTES <= end; at += ENTRY_BYTES) {
      long tag = image.i64(at);
      if (tag == 0) {
        break;
      }
      entries.add(new long[] {tag, image.i64(at + 8)});
    }
    return new Table(image, addresses, entries).read();
  }

  /** An object without the table: static, or a debug file. */
  static ElfDynamic none(ElfImage image) {
    return new ElfDynamic(null, List.of(), ElfSymbolTable.none(image));
  }

  /** The table while it is being read. */
  private record Table(ElfImage image, ElfAddresses addresses, List<long[]> entries) {

    ElfDynamic read() throws ElfFormatException {
      long strings = place(STRTAB);
      if (strings < 0) {
        return none(image);
      }
      long stringsEnd = strings + Math.max(0, value(STRSZ));
      image.check(strings, stringsEnd - strings, "the dynamic string table");
      List<String> needed = new ArrayList<>();
      String soname = null;
      for (long[] entry : entries) {
        if (entry[0] == NEEDED) {
          needed.add(image.text(strings + entry[1], stringsEnd));
        } else if (entry[0] == SONAME) {
          soname = image.text(strings + entry[1], stringsEnd);
        }
      }
      return new ElfDynamic(soname, List.copyOf(needed), symbols(strings, stringsEnd));
    }

    private long value(long tag) {
      for (long[] entry : entries) {
        if (entry[0] == tag) {
          return entry[1];
        }
      }
      return 0;
    }

    /** File offset of the table that an entry points to, or -1 without such an entry. */
    private long place(long tag) {
      long address = value(tag);
      return address == 0 ? -1 : addresses.toOffset(address);
    }

    private ElfSymbolTable symbols(long strings, long stringsEnd) throws ElfFormatException {
      long table = place(SYMTAB);
      long count = table < 0 ? 0 : count();
      if (count <= 0) {
        return ElfSymbolTable.none(image);
      }
      ElfVersions versions = ElfVersions.NONE;
      long versym = place(VERSYM);
      if (versym >= 0) {
        image.check(versym, count * 2, "the symbol version table");
        long verdef = place(VERDEF);
        versions = ElfVersions.read(image, versym, verdef, value(VERDEFNUM), strings, stringsEnd);
      }
      return new ElfSymbolTable(image, table, count, strings, stringsEnd, versions);
    }

    /** How many symbols there are is told by the hash tables alone. */
    private long count() throws ElfFormatException {
      long hash = place(HASH);
      if (hash >= 0) {
        return image.u32(hash + 4);
      }
      long gnu = place(GNU_HASH);
      return gnu < 0 ? 0 : gnuCount(gnu);
    }

    /** The highest index of any bucket, and from there to the end of its chain. */
    private long gnuCount(long at) throws ElfFormatException {
      long bucketCount = image.u32(at);
      long first = image.u32(at + 4);
      long buckets = at + 16 + image.u32(at + 8) * 8;
      image.check(buckets, bucketCount * 4, "the hash buckets");
      long last = 0;
      for (long i = 0; i < bucketCount; i++) {
        last = Math.max(last, image.u32(buckets + i * 4));
      }
      if (last < first) {
        return first;
      }
      long chains = buckets + bucketCount * 4;
      while ((image.i32(chains + (last - first) * 4) & 1) == 0) {
        last++;
      }
      return last + 1;
    }
  }
}
