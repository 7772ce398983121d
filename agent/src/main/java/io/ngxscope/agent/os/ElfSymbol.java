package io.ngxscope.agent.os;

import org.jspecify.annotations.Nullable;

/**
 * A symbol that the object defines.
 *
 * @param name as in the file: hostile text
 * @param address in the object's own address space
 * @param size in bytes; 0 where the author of assembly gave none
 * @param kind what it names
 * @param binding how it is seen from elsewhere
 * @param version its version, such as {@code GLIBC_2.2.5}, or null without one
 * @param defaultVersion whether it is the one that a new link to the name gets
 */
public record ElfSymbol(
    String name,
    long address,
    long size,
    Kind kind,
    Binding binding,
    @Nullable String version,
    boolean defaultVersion) {

  /** What a symbol names ({@code STT_}). */
  public enum Kind {
    /** Not told, as for labels of assembly. */
    NONE,
    /** Data. */
    OBJECT,
    /** Code. */
    FUNCTION,
    /** Code that selects the function to be used ({@code STT_GNU_IFUNC}). */
    RESOLVER,
    /** Sections, files, thread-local data. */
    OTHER;

    static Kind of(int number) {
      return switch (number) {
        case 0 -> NONE;
        case 1 -> OBJECT;
        case 2 -> FUNCTION;
        case 10 -> RESOLVER;
        default -> OTHER;
      };
    }
  }

  /** How a symbol is seen from elsewhere ({@code STB_}). */
  public enum Binding {
    /** Inside its object alone. */
    LOCAL,
    /** From everywhere. */
    GLOBAL,
    /** From everywhere, and replaceable. */
    WEAK;

    static Binding of(int number) {
      return switch (number) {
        case 0 -> LOCAL;
        case 2 -> WEAK;
        default -> GLOBAL;
      };
    }
  }

  /** Whether it names code. */
  public boolean isFunction() {
    return kind == Kind.FUNCTION || kind == Kind.RESOLVER;
  }
}
