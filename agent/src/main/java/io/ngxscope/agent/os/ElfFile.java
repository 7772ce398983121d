package io.ngxscope.agent.os;

import io.ngxscope.agent.model.BuildId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An x86-64 ELF object: executable, shared library, core, or the image of the vdso from memory.
 * Addresses are those of the object; in a process, the load bias is added. Everything is read with
 * its bounds checked, and nothing needs section headers but {@link #fullSymbols()} and {@link
 * #debugLink()}. Safe for use by several threads.
 */
public final class ElfFile {
  private static final long MAX_FILE_BYTES = 256L << 20;

  private final ElfImage image;
  private final ElfHeaders headers;
  private final ElfAddresses addresses;
  private final ElfDynamic dynamic;
  private final ElfSymbolTable full;
  private final @Nullable BuildId buildId;
  private final EhFrame ehFrame;
  private @Nullable ElfFunctions fullFunctions;
  private @Nullable ElfFunctions exportedFunctions;

  private ElfFile(ByteBuffer bytes) throws ElfFormatException {
    this.image = new ElfImage(bytes);
    this.headers = ElfHeaders.read(image);
    this.addresses = new ElfAddresses(headers.segments(), image.size());
    this.dynamic = readDynamic();
    this.full = readFullSymbols();
    this.buildId = ElfNotes.buildId(image, headers);
    this.ehFrame = EhFrame.of(this, headers.isCore());
  }

  /**
   * Reads an image, which must not change afterwards.
   *
   * @param bytes the file from its first byte, or a copy of the memory to which it was mapped whole
   * @throws ElfFormatException if it is no x86-64 ELF object, or a broken one
   */
  public static ElfFile read(ByteBuffer bytes) throws ElfFormatException {
    return new ElfFile(bytes);
  }

  /**
   * Reads a file into memory.
   *
   * @throws ElfFormatException if it is no x86-64 ELF object, a broken one, or larger than 256 MiB
   *     or an eighth of the heap
   * @throws IOException if it cannot be read
   */
  public static ElfFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("not a regular file");
    }
    long limit = Math.min(MAX_FILE_BYTES, Runtime.getRuntime().maxMemory() / 8);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(4);
      if (head.length < 4 || head[0] != 0x7f || head[1] != 'E' || head[2] != 'L') {
        throw new ElfFormatException("not an ELF file");
      }
    }
    if (Files.size(file) > limit) {
      throw new ElfFormatException("a file of " + Files.size(file) + " bytes is too large");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(ByteBuffer.wrap(in.readNBytes((int) limit)));
    }
  }

  /** Length of the file or image, in bytes. */
  public int size() {
    return image.size();
  }

  /** {@code e_type}: 2 fixed executable, 3 shared or position independent, 4 core. */
  public int type() {
    return headers.type();
  }

  /** Address of the first instruction, 0 if there is none. */
  public long entryPoint() {
    return headers.entry();
  }

  /** The program headers in the order of the file. */
  public List<ElfSegment> segments() {
    return headers.segments();
  }

  /** The section headers in the order of the file; empty if it has none. */
  public List<ElfSection> sections() {
    return headers.sections();
  }

  /** The first program header of a type, or null. */
  public @Nullable ElfSegment segment(int type) {
    return headers.segments().stream().filter(s -> s.type() == type).findFirst().orElse(null);
  }

  /** The first section of a name, or null. */
  public @Nullable ElfSection section(String name) {
    return headers.sections().stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
  }

  /** The linker's fingerprint, or null if the object has none. */
  public @Nullable BuildId buildId() {
    return buildId;
  }

  /** The name under which others ask for the object, or null. */
  public @Nullable String soname() {
    return dynamic.soname();
  }

  /** The names of the objects that it asks for. */
  public List<String> needed() {
    return dynamic.needed();
  }

  /** The exported symbols ({@code .dynsym}), which survive stripping. */
  public ElfSymbolTable exportedSymbols() {
    return dynamic.symbols();
  }

  /** The full symbols ({@code .symtab}); empty in a stripped file. */
  public ElfSymbolTable fullSymbols() {
    return full;
  }

  /** The unwind tables; empty if there are none. */
  public EhFrame ehFrame() {
    return ehFrame;
  }

  /** Where the symbols went when the file was stripped, or null if it does not say. */
  public @Nullable DebugLink debugLink() {
    ElfSection section = section(".gnu_debuglink");
    if (section == null || section.size() < 8) {
      return null;
    }
    String name = image.text(section.offset(), section.offset() + section.size());
    try {
      int crc = image.i32(section.offset() + section.size() - 4);
      boolean plain = !name.isEmpty() && name.indexOf('/') < 0 && !name.startsWith(".");
      return plain ? new DebugLink(name, crc) : null;
    } catch (ElfFormatException e) {
      return null;
    }
  }

  /** The lowest mapped address: 0, or the base of a fixed executable. */
  public long lowestAddress() {
    return addresses.lowest();
  }

  /** Offset in the file of an address, or -1 if the file holds no byte for it. */
  public long toOffset(long address) {
    return addresses.toOffset(address);
  }

  /** Address of an offset in the file, or -1 if it is not mapped. */
  public long toAddress(long offset) {
    return addresses.toAddress(offset);
  }

  /** Whether code may run at an address. */
  public boolean isExecutable(long address) {
    return addresses.executable(address);
  }

  /**
   * Bytes from an address on.
   *
   * @param length how many at most, 0 or more
   * @return a read-only little-endian view, shorter (or empty) where the file holds fewer
   */
  public ByteBuffer bytesAt(long address, int length) {
    long there = Math.min(Math.max(length, 0), addresses.available(address));
    try {
      return image.view(there == 0 ? 0 : addresses.toOffset(address), there);
    } catch (ElfFormatException e) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** The exported function that covers an address, or null: never a mere neighbour. */
  public synchronized @Nullable ElfSymbol exportedFunctionAt(long address) {
    if (exportedFunctions == null) {
      exportedFunctions = new ElfFunctions(dynamic.symbols(), addresses, ehFrame);
    }
    return exportedFunctions.covering(address);
  }

  /** The function of the full symbols that covers an address, or null: never a mere neighbour. */
  public synchronized @Nullable ElfSymbol fullFunctionAt(long address) {
    if (fullFunctions == null) {
      fullFunctions = new ElfFunctions(full, addresses, ehFrame);
    }
    return fullFunctions.covering(address);
  }

  private ElfDynamic readDynamic() throws ElfFormatException {
    ElfSegment segment = segment(ElfSegment.DYNAMIC);
    ElfSection section = section(".dynamic");
    boolean leftOut = section != null && section.type() == ElfSection.NOBITS;
    if (segment == null || leftOut || segment.fileSize() <= 0 || headers.isCore()) {
      return ElfDynamic.none(image);
    }
    return ElfDynamic.read(image, addresses, segment);
  }

  private ElfSymbolTable readFullSymbols() throws ElfFormatException {
    List<ElfSection> sections = headers.isCore() ? List.of() : headers.sections();
    for (ElfSection s : sections) {
      if (s.type() == ElfSection.SYMTAB && s.link() > 0 && s.link() < sections.size()) {
        ElfSection strings = sections.get(s.link());
        image.check(strings.offset(), strings.size(), "the string table");
        return new ElfSymbolTable(
            image,
            s.offset(),
            s.size() / ElfSymbolTable.ENTRY_BYTES,
            strings.offset(),
            strings.offset() + strings.size(),
            ElfVersions.NONE);
      }
    }
    return ElfSymbolTable.none(image);
  }
}
