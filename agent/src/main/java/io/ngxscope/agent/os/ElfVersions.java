package io.ngxscope.agent.os;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Versions of exported symbols ({@code .gnu.version}, {@code .gnu.version_d}). */
final class ElfVersions {
  static final ElfVersions NONE = new ElfVersions(null, -1, Map.of());
  private static final int MAX_DEFINITIONS = 0x7fff;
  private static final int HIDDEN = 0x8000;
  private static final int MAX_NAME = 128;

  private final @Nullable ElfImage image;
  private final long versym;
  private final Map<Integer, String> names;

  private ElfVersions(@Nullable ElfImage image, long versym, Map<Integer, String> names) {
    this.image = image;
    this.versym = versym;
    this.names = names;
  }

  static ElfVersions read(
      ElfImage image, long versym, long verdef, long count, long strings, long stringsEnd)
      throws ElfFormatException {
    Map<Integer, String> names = new HashMap<>();
    long at = verdef;
    for (long i = 0; at >= 0 && i < Math.min(count, MAX_DEFINITIONS); i++) {
      long aux = at + image.u32(at + 12);
      long name = strings + image.u32(aux);
      long nameEnd = Math.min(stringsEnd, name + MAX_NAME);
      names.put(image.u16(at + 4) & ~HIDDEN, image.text(name, nameEnd));
      long next = image.u32(at + 16);
      at = next == 0 ? -1 : at + next;
    }
    return new ElfVersions(image, versym, Map.copyOf(names));
  }

  /** Name of a symbol's version, or null for the object's base version and none. */
  @Nullable String name(long index) {
    int number = number(index) & ~HIDDEN;
    return number < 2 ? null : names.get(number);
  }

  boolean isDefault(long index) {
    return (number(index) & HIDDEN) == 0;
  }

  private int number(long index) {
    try {
      return image == null ? 1 : image.u16(versym + index * 2);
    } catch (ElfFormatException e) {
      return 1; // The table was checked when it was read; a file cut since then has no versions.
    }
  }
}
