package io.ngxscope.agent.core;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.Search;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A core file of x86-64 Linux, of any size: only its headers and notes are kept, memory is read
 * where it is asked for. Nothing in it is believed. Not thread-safe for closing, else it is.
 */
public final class CoreFile implements AutoCloseable {
  private static final int X86_64 = 62;
  private static final int CORE = 4;
  private static final int LOAD = 1;
  private static final int NOTE = 4;

  /** By these gdb holds a process while it makes a copy. */
  private static final int SIGTRAP = 5;

  private static final int SIGSTOP = 19;
  private static final int MANY = 0xffff;
  private static final int MAX_SEGMENTS = 1 << 20;
  private static final int SEGMENT_BYTES = 56;
  private static final long MAX_NOTES_BYTES = 64L << 20;

  private final FileChannel file;
  private final long size;
  private final List<Part> parts;
  private final long[] starts;
  private final CoreNotes notes;

  /**
   * A range of memory.
   *
   * @param start first address
   * @param size bytes in memory
   * @param offset where it begins in the file
   * @param kept bytes that the file should have of it; the rest was left out when it was written
   * @param flags bits: 1 execute, 2 write, 4 read
   */
  record Part(long start, long size, long offset, long kept, int flags) {
    boolean contains(long address) {
      return Long.compareUnsigned(address - start, size) < 0;
    }
  }

  private CoreFile(FileChannel file, long size, List<Part> parts, CoreNotes notes) {
    this.file = file;
    this.size = size;
    this.parts = List.copyOf(parts);
    this.starts = parts.stream().mapToLong(Part::start).toArray();
    this.notes = notes;
  }

  /**
   * Opens one.
   *
   * @throws CoreFormatException if it is no core file of this kind; the message says what it is
   * @throws IOException if it cannot be read
   */
  public static CoreFile open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    boolean done = false;
    try {
      CoreFile core = read(file);
      done = true;
      return core;
    } catch (EOFException e) {
      throw new CoreFormatException("it ends within its headers");
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  private static CoreFile read(FileChannel file) throws IOException {
    if (file.size() < 64) {
      throw new CoreFormatException("it is too short");
    }
    ByteBuffer head = bytes(file, 0, 64);
    if (head.getInt(0) != 0x464c457f) {
      throw new CoreFormatException("it is no ELF file");
    }
    if (head.get(4) != 2 || head.get(5) != 1 || head.getShort(18) != X86_64) {
      throw new CoreFormatException("it is not of 64-bit x86");
    }
    if (head.getShort(16) != CORE) {
      throw new CoreFormatException("it is a program or library, not a core file");
    }
    long count = head.getShort(56) & 0xffff;
    if (count == MANY) { // then section 0 has it in sh_info
      count = bytes(file, head.getLong(40) + 44, 4).getInt(0) & 0xffff_ffffL;
    }
    if (count > MAX_SEGMENTS || (head.getShort(54) & 0xffff) != SEGMENT_BYTES) {
      throw new CoreFormatException("its program headers make no sense");
    }
    return segments(file, bytes(file, head.getLong(32), (int) count * SEGMENT_BYTES));
  }

  private static CoreFile segments(FileChannel file, ByteBuffer table) throws IOException {
    List<Part> parts = new ArrayList<>();
    CoreNotes notes = new CoreNotes();
    for (int at = 0; at < table.limit(); at += SEGMENT_BYTES) {
      int type = table.getInt(at);
      long offset = table.getLong(at + 8);
      long kept = table.getLong(at + 32);
      long size = table.getLong(at + 40);
      if (type == NOTE && kept > 0 && kept <= MAX_NOTES_BYTES) {
        notes.read(bytes(file, offset, (int) kept));
      } else if (type == LOAD && size > 0 && kept >= 0 && offset >= 0) {
        long start = table.getLong(at + 16);
        parts.add(new Part(start, size, offset, Math.min(kept, size), table.getInt(at + 4)));
      }
    }
    parts.sort(Comparator.comparingLong(Part::start));
    if (parts.isEmpty() || notes.threads.isEmpty()) {
      throw new CoreFormatException("it holds no threads or no memory");
    }
    return new CoreFile(file, file.size(), parts, notes);
  }

  private static ByteBuffer bytes(FileChannel file, long offset, int length) throws IOException {
    if (offset < 0 || offset > file.size() - length) {
      throw new EOFException();
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads memory that the file has.
   *
   * @return how many bytes were read from the start on
   */
  public int read(long address, byte[] destination, int length) {
    int done = 0;
    while (done < length) {
      Part part = partAt(address + done);
      long inside = part == null ? 0 : address + done - part.start();
      long there = part == null ? 0 : Math.min(part.kept() - inside, length - done);
      if (part == null || there <= 0) {
        return done;
      }
      ByteBuffer into = ByteBuffer.wrap(destination, done, (int) there);
      int got;
      try {
        got = file.read(into, part.offset() + inside);
      } catch (IOException e) {
        return done;
      }
      if (got <= 0) {
        return done; // behind the end of a truncated file
      }
      done += got;
    }
    return done;
  }

  @Nullable Part partAt(long address) {
    int at = Search.lastNotAbove(starts, address);
    return at >= 0 && parts.get(at).contains(address) ? parts.get(at) : null;
  }

  List<Part> parts() {
    return parts;
  }

  List<CoreMapping> files() {
    return notes.files;
  }

  /** A word of the auxiliary vector ({@code getauxval(3)}), 0 if it is not there. */
  long auxiliary(int type) {
    return notes.auxiliary.getOrDefault((long) type, 0L);
  }

  /** The threads; the first is the one that was ended by a signal, if one was. */
  public List<CoreThread> threads() {
    return List.copyOf(notes.threads);
  }

  /** Number of the process. */
  public int pid() {
    return notes.pid != 0 ? notes.pid : notes.threads.get(0).tid();
  }

  /** Number of its parent, 0 if it is not known. */
  public int parent() {
    return notes.parent;
  }

  /** The user whose rights it had. */
  public int uid() {
    return notes.uid;
  }

  /** Its command line as far as it was kept: 80 bytes. Hostile text. */
  public String arguments() {
    return notes.arguments.isEmpty() ? notes.name : notes.arguments;
  }

  /** The signal that ended it; 0 for a copy of a process that went on. */
  public int signal() {
    int signal = notes.signal != 0 ? notes.signal : notes.threads.get(0).signal();
    return signal == SIGTRAP || signal == SIGSTOP ? 0 : signal;
  }

  /** The process that sent the signal; 0 if the kernel did, for what the process did itself. */
  public int sender() {
    return notes.signalCode <= 0 ? notes.sender : 0;
  }

  /** The address that could not be accessed, if the signal is about one. */
  public long faultAddress() {
    return notes.faultAddress;
  }

  /** Ranges of memory that the file should have, and has not: it was cut when it was written. */
  public List<AddressRange> missing() {
    List<AddressRange> missing = new ArrayList<>();
    for (Part part : parts) {
      long there = Math.max(0, Math.min(part.kept(), size - part.offset()));
      if (there < part.kept()) {
        missing.add(new AddressRange(part.start() + there, part.start() + part.kept()));
      }
    }
    return missing;
  }

  /** Length of the file, in bytes. */
  public long size() {
    return size;
  }

  /** How long the file should be, in bytes. */
  public long expectedSize() {
    return parts.stream().mapToLong(p -> p.offset() + p.kept()).max().orElse(size);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
