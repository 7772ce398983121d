package io.ngxscope.agent.os;

/**
 * A section header ({@code elf(5)}); files may come without any.
 *
 * @param name as in the file: hostile text
 * @param type one of the {@code SHT_} numbers below, or any other
 * @param address in the object's own address space, 0 if not mapped
 * @param offset in the file, in bytes
 * @param size in bytes
 * @param link index of a related section, such as a symbol table's strings
 */
public record ElfSection(String name, int type, long address, long offset, long size, int link) {
  /** The full symbol table. */
  public static final int SYMTAB = 2;

  /** The dynamic linker's table. */
  public static final int DYNAMIC = 6;

  /** Notes. */
  public static final int NOTE = 7;

  /** Without bytes in the file, as {@code .bss} and most of a debug file. */
  public static final int NOBITS = 8;
}
