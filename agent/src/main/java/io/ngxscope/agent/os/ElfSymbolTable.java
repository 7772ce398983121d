package io.ngxscope.agent.os;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A symbol table, left in the file's bytes and decoded where it is asked. Only symbols that the
 * object defines are seen: imports are not. Safe for use by several threads.
 */
public final class ElfSymbolTable {
  static final int ENTRY_BYTES = 24;

  /** Reserved section numbers ({@code SHN_LORESERVE}), such as that of absolute values. */
  private static final int RESERVED = 0xff00;

  private final ElfImage image;
  private final long table;
  private final int count;
  private final long strings;
  private final long stringsEnd;
  private final ElfVersions versions;

  ElfSymbolTable(
      ElfImage image, long table, long count, long strings, long stringsEnd, ElfVersions versions)
      throws ElfFormatException {
    image.check(table, count * ENTRY_BYTES, "the symbol table");
    this.image = image;
    this.table = table;
    this.count = (int) count;
    this.strings = strings;
    this.stringsEnd = stringsEnd;
    this.versions = versions;
  }

  private ElfSymbolTable(ElfImage image) {
    this.image = image;
    this.table = 0;
    this.count = 0;
    this.strings = 0;
    this.stringsEnd = 0;
    this.versions = ElfVersions.NONE;
  }

  static ElfSymbolTable none(ElfImage image) {
    return new ElfSymbolTable(image);
  }

  /** How many entries there are, those without a definition included. */
  public int size() {
    return count;
  }

  /** Every definition of a name; more than one if the library keeps old versions of it. */
  public List<ElfSymbol> all(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    List<ElfSymbol> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (image.textEquals(strings + nameOffset(i), stringsEnd, wanted) && isDefined(i)) {
        found.add(symbol(i));
      }
    }
    return List.copyOf(found);
  }

  /** The definition that a new link to the name gets, or null if there is none. */
  public @Nullable ElfSymbol find(String name) {
    List<ElfSymbol> found = all(name);
    for (ElfSymbol symbol : found) {
      if (symbol.defaultVersion()) {
        return symbol;
      }
    }
    return found.isEmpty() ? null : found.get(0);
  }

  /** Every definition, in the order of the table. */
  public List<ElfSymbol> definitions() {
    List<ElfSymbol> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (isDefined(i)) {
        found.add(symbol(i));
      }
    }
    return found;
  }

  ElfSymbol symbol(int index) {
    int info = image.checkedByte(at(index) + 4);
    return new ElfSymbol(
        plainName(image.text(strings + nameOffset(index), stringsEnd)),
        address(index),
        length(index),
        ElfSymbol.Kind.of(info & 15),
        ElfSymbol.Binding.of(info >> 4),
        versions.name(index),
        versions.isDefault(index));
  }

  /**
   * Tables of debug files write the version into the name, {@code __libc_start_main@@GLIBC_2.34}.
   */
  private static String plainName(String name) {
    int at = name.indexOf('@');
    return at > 0 ? name.substring(0, at) : name;
  }

  boolean isDefined(int index) {
    int section = image.checkedByte(at(index) + 6) | image.checkedByte(at(index) + 7) << 8;
    return section != 0 && section < RESERVED;
  }

  /** Whether it names code, or could: labels of assembly often come without a type. */
  boolean mayBeCode(int index) {
    ElfSymbol.Kind kind = kind(index);
    return kind != ElfSymbol.Kind.OBJECT && kind != ElfSymbol.Kind.OTHER && isDefined(index);
  }

  /** Whether it is a mere label, not declared a function. */
  boolean isLabel(int index) {
    return kind(index) == ElfSymbol.Kind.NONE;
  }

  private ElfSymbol.Kind kind(int index) {
    return ElfSymbol.Kind.of(image.checkedByte(at(index) + 4) & 15);
  }

  long address(int index) {
    return image.checkedLong(at(index) + 8);
  }

  long length(int index) {
    return image.checkedLong(at(index) + 16);
  }

  private long nameOffset(int index) {
    return image.checkedLong(at(index)) & 0xffffffffL;
  }

  private long at(int index) {
    return table + (long) index * ENTRY_BYTES;
  }
}
