package io.ngxscope.agent.luajit;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Finds the prototype that a bytecode position belongs to: its head lies right before its bytecode
 * ({@code GCproto}, lj_obj.h). What is found is checked in all that a head says of itself.
 */
final class ProtoFinder {
  /** Objects lie on 16-byte boundaries ({@code lj_alloc.c}). */
  private static final int ALIGNMENT = 16;

  private static final int INSTRUCTION_BYTES = 4;

  /** Offsets in {@code GCproto} with 64-bit references: its constants, and its size in all. */
  private static final int CONSTANTS = 32;

  private static final int SIZE = 56;
  private static final int PIECE_BYTES = 4096;

  /** Longer functions are not looked through: 65,536 instructions. */
  private static final int MAX_PIECES = 64;

  private final RemoteMemory memory;
  private final LuaJitLayout.Proto at;
  private final ProtoReader protos;

  ProtoFinder(LuaVm vm) {
    this.memory = vm.memory();
    this.at = vm.layout().proto();
    this.protos = new ProtoReader(vm);
  }

  /**
   * The prototype.
   *
   * @param pc the next instruction
   */
  OptionalLong of(long pc) {
    long end = (pc - at.bytes()) & -ALIGNMENT;
    if (!Gc64.plausible(end) || pc % INSTRUCTION_BYTES != 0) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < MAX_PIECES; i++) {
      long from = end - PIECE_BYTES;
      ByteBuffer piece = memory.read(from, PIECE_BYTES + at.bytes());
      if (!piece.hasRemaining()) {
        return OptionalLong.empty();
      }
      for (int o = PIECE_BYTES; o > 0; o -= ALIGNMENT) {
        if (isHead(piece, from, o, pc) && protos.read(from + o).isPresent()) {
          return OptionalLong.of(from + o);
        }
      }
      end = from;
    }
    return OptionalLong.empty();
  }

  /**
   * Whether a prototype at an offset holds the instruction before a position: its constants lie
   * behind its bytecode, and both in its memory.
   */
  private boolean isHead(ByteBuffer piece, long from, int offset, long pc) {
    long proto = from + offset;
    long code = proto + at.bytes();
    long position = (pc - code) / INSTRUCTION_BYTES - 1;
    int instructions = piece.getInt(offset + at.sizebc());
    long constants = piece.getLong(offset + CONSTANTS);
    long end = proto + Integer.toUnsignedLong(piece.getInt(offset + SIZE));
    return piece.get(offset + Gc64.GCT) == Gc64.PROTO
        && position >= 0
        && position < instructions
        && constants >= code + (long) instructions * INSTRUCTION_BYTES
        && constants <= end;
  }
}
