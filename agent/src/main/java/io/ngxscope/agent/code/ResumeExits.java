package io.ngxscope.agent.code;

import io.ngxscope.agent.code.Instruction.Jump;
import io.ngxscope.agent.code.Instruction.Pop;
import io.ngxscope.agent.code.Instruction.Return;
import io.ngxscope.agent.code.Instruction.StoreConstant;
import io.ngxscope.agent.os.ElfFile;
import java.util.List;
import java.util.Optional;

/**
 * Where LuaJIT's interpreter goes back to C ({@code vm_x64.dasc}, vm_return and vm_leave_unw),
 * which is how {@code lua_resume} ends: it jumps into the interpreter and is not returned to. All
 * of these instructions are jumps, which the kernel emulates, and at all of them the stack pointer
 * is that of the C frame. Addresses are those of the object.
 *
 * @param finished a jump that each return to C executes once, of a function that has finished
 * @param leaving jumps to the way out with a status in {@code eax}: yields and errors
 */
public record ResumeExits(long finished, List<Long> leaving) {
  /** {@code ~LJ_VMST_C}, which is stored as the VM's state on the way back. */
  private static final long STATE_C = ~1L;

  /** Registers that are restored before the return. */
  private static final int POPS = 4;

  private static final int MAX_INSTRUCTIONS = 48;

  /** Copies the list. */
  public ResumeExits {
    leaving = List.copyOf(leaving);
  }

  /** Looks for them; nothing if the interpreter's code is not as known. */
  public static Optional<ResumeExits> of(ElfFile elf) {
    return LuaJitAnchors.interpreter(elf)
        .result()
        .flatMap(range -> FunctionCode.at(elf, range.start()))
        .flatMap(ResumeExits::in);
  }

  private static Optional<ResumeExits> in(FunctionCode interpreter) {
    List<Instruction> code = interpreter.instructions();
    for (int i = POPS + 1; i < code.size(); i++) {
      if (code.get(i) instanceof Return && pops(code, i)) {
        int way = i - POPS - 1; // the stack pointer is moved behind the frame
        long out = code.get(way).address();
        List<Long> leaving =
            code.stream()
                .filter(j -> j instanceof Jump jump && !jump.conditional() && jump.target() == out)
                .map(Instruction::address)
                .toList();
        Optional<Long> finished = finished(code, way);
        if (finished.isPresent() && !leaving.isEmpty()) {
          return Optional.of(new ResumeExits(finished.get(), leaving));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean pops(List<Instruction> code, int at) {
    for (int i = at - POPS; i < at; i++) {
      if (!(code.get(i) instanceof Pop)) {
        return false;
      }
    }
    return true;
  }

  /** The first branch behind the store of the VM's state, on the way that falls through to it. */
  private static Optional<Long> finished(List<Instruction> code, int way) {
    for (int i = way - 1; i >= Math.max(0, way - MAX_INSTRUCTIONS); i--) {
      if (code.get(i) instanceof StoreConstant s && s.value() == STATE_C && s.bytes() == 4) {
        for (int j = i + 1; j < way; j++) {
          if (code.get(j) instanceof Jump jump && jump.conditional()) {
            return Optional.of(jump.address());
          }
        }
      }
    }
    return Optional.empty();
  }
}
