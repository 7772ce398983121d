package io.ngxscope.agent.code;

import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ElfFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Where LuaJIT gets memory: {@code g->allocf(g->allocd, p, osize, nsize)}, which compilers turn
 * into a load of the second word of {@code global_State} and a call through the first one. Where
 * memory is wanted the result is then compared with NULL, and the jump behind that comparison is
 * cheap to probe. Where memory is released nothing is compared.
 */
public final class AllocatorCalls {
  /** Offset of {@code allocd}, behind {@code allocf} ({@code lj_obj.h}). */
  private static final int ALLOCD = 8;

  private static final int RAX = 0;
  private static final int RDI = 7;

  /** Between the load of the argument and the call, and between the call and the comparison. */
  private static final int MAX_APART = 6;

  private static final int MAX_SITES = 32;

  private AllocatorCalls() {}

  /** Addresses of those jumps, with the result of the allocator still in {@code rax}. */
  public static List<Long> results(ElfFile elf) {
    List<Long> found = new ArrayList<>();
    for (AddressRange bounds : FunctionBounds.all(elf)) {
      // only where bpftrace without a disassembler takes addresses: not in exported functions
      if (elf.exportedFunctionAt(bounds.start()) == null && found.size() < MAX_SITES) {
        FunctionCode.at(elf, bounds.start()).ifPresent(code -> collect(code.instructions(), found));
      }
    }
    return found;
  }

  private static void collect(List<Instruction> code, List<Long> found) {
    for (int i = 0; i < code.size() && found.size() < MAX_SITES; i++) {
      if (code.get(i) instanceof Instruction.IndirectCall call && isAllocation(code, i, call)) {
        long jump = jumpBehind(code, i);
        if (jump >= 0) {
          found.add(jump);
        }
      }
    }
  }

  private static boolean isAllocation(
      List<Instruction> code, int at, Instruction.IndirectCall call) {
    MemoryOperand through = call.through();
    if (through == null || !isField(through, 0)) {
      return false;
    }
    for (int i = at - 1; i >= Math.max(0, at - MAX_APART); i--) {
      if (code.get(i) instanceof Instruction.Load load && load.register() == RDI) {
        return isField(load.from(), ALLOCD) && load.from().base() == through.base();
      }
    }
    return false;
  }

  private static boolean isField(MemoryOperand operand, long offset) {
    return operand.isField() && operand.displacement() == offset;
  }

  private static long jumpBehind(List<Instruction> code, int call) {
    for (int i = call + 1; i + 1 < Math.min(code.size(), call + MAX_APART); i++) {
      if (code.get(i) instanceof Instruction.Compare
          && code.get(i + 1) instanceof Instruction.Jump jump
          && jump.conditional()) {
        return jump.address();
      }
      if (!(code.get(i) instanceof Instruction.Move move && move.to() != RAX)) {
        return -1;
      }
    }
    return -1;
  }
}
