package io.ngxscope.agent.unwind;

import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** A copy of a thread's stack, or of pieces of it. Not safe for several threads. */
public final class StackMemory {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] starts;
  private final byte[][] pieces;
  private final int[] lengths;
  private int last;

  private StackMemory(long[] starts, byte[][] pieces, int[] lengths) {
    this.starts = starts;
    this.pieces = pieces;
    this.lengths = lengths;
  }

  /**
   * A piece of the stack.
   *
   * @param address of its first byte
   * @param bytes what remains in the buffer
   */
  public record Piece(long address, ByteBuffer bytes) {
    long end() {
      return address + bytes.remaining();
    }
  }

  /**
   * A piece of words.
   *
   * @param address of the first
   */
  public static Piece piece(long address, long[] words) {
    ByteBuffer bytes =
        ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(words);
    return new Piece(address, bytes);
  }

  /**
   * A stack copied in one piece.
   *
   * @param address of the first byte
   * @param bytes the copy; not copied again, so it must not change while it is in use
   * @param length how many of the bytes count
   */
  public static StackMemory of(long address, byte[] bytes, int length) {
    int valid = Math.max(0, Math.min(length, bytes.length));
    return new StackMemory(new long[] {address}, new byte[][] {bytes}, new int[] {valid});
  }

  /** A stack copied in pieces, in any order; neighbours are joined. */
  public static StackMemory of(List<Piece> pieces) {
    List<Piece> sorted = new ArrayList<>(pieces);
    sorted.sort(Comparator.comparingLong(Piece::address));
    List<Long> starts = new ArrayList<>();
    List<ByteArrayOutputStream> joined = new ArrayList<>();
    long end = 0;
    for (Piece piece : sorted) {
      if (joined.isEmpty() || piece.address() != end) {
        starts.add(piece.address());
        joined.add(new ByteArrayOutputStream());
      }
      byte[] bytes = new byte[piece.bytes().remaining()];
      piece.bytes().duplicate().get(bytes);
      joined.get(joined.size() - 1).writeBytes(bytes);
      end = piece.end();
    }
    byte[][] copies =
        joined.stream().map(ByteArrayOutputStream::toByteArray).toArray(byte[][]::new);
    return new StackMemory(
        starts.stream().mapToLong(Long::longValue).toArray(),
        copies,
        Arrays.stream(copies).mapToInt(c -> c.length).toArray());
  }

  /** Whether the eight bytes at an address were copied. */
  public boolean has(long address) {
    if (last < starts.length && inside(last, address)) {
      return true;
    }
    for (int i = 0; i < starts.length; i++) {
      if (inside(i, address)) {
        last = i;
        return true;
      }
    }
    return false;
  }

  private boolean inside(int piece, long address) {
    long at = address - starts[piece];
    return at >= 0 && at <= lengths[piece] - Long.BYTES;
  }

  /** The word at an address of which {@link #has} was true just before. */
  public long word(long address) {
    return (long) WORD.get(pieces[last], (int) (address - starts[last]));
  }
}
