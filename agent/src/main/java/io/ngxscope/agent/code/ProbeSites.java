package io.ngxscope.agent.code;

import io.ngxscope.agent.os.ElfFile;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Where a uprobe is cheap. The kernel emulates pushes of registers, the one-byte nop, calls and
 * jumps in about 1 us ({@code arch/x86/kernel/uprobes.c}, branch_setup_xol_ops and
 * push_setup_xol_ops); every other instruction is executed out of line by single steps, for 20 us
 * and more.
 */
public final class ProbeSites {
  /** Further in, arguments may be gone, and branches come. */
  private static final int MAX_INSTRUCTIONS = 16;

  private ProbeSites() {}

  /**
   * The first cheap instruction that every call of a function executes exactly once.
   *
   * @return its address in the object; nothing if there is none near the entry
   */
  public static Optional<Long> cheapEntry(ElfFile elf, FunctionCode function) {
    int seen = 0;
    for (Instruction instruction : function.instructions()) {
      if (seen++ == MAX_INSTRUCTIONS || isJumpedTo(function, instruction.address())) {
        return Optional.empty();
      }
      if (isEmulated(elf, instruction)) {
        return Optional.of(instruction.address());
      }
      if (isBranch(instruction)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * What a uprobe at an address costs.
   *
   * @return nothing if no instruction is known to begin there: a breakpoint inside an instruction
   *     would change what the process does
   */
  public static Optional<SiteCost> cost(ElfFile elf, long address) {
    return instructionAt(elf, address)
        .map(i -> isEmulated(elf, i) ? SiteCost.EMULATED : SiteCost.STEPPED);
  }

  /** Whether the instruction at an address returns. */
  public static boolean isReturn(ElfFile elf, long address) {
    return instructionAt(elf, address).filter(i -> i instanceof Instruction.Return).isPresent();
  }

  private static Optional<Instruction> instructionAt(ElfFile elf, long address) {
    return FunctionBounds.around(elf, address)
        .flatMap(bounds -> FunctionCode.at(elf, bounds.start()))
        .stream()
        .flatMap(code -> code.instructions().stream())
        .filter(i -> i.address() == address && !(i instanceof Instruction.Invalid))
        .findFirst();
  }

  /** Where a function calls another one, directly or as its last act; all of them are cheap. */
  public static List<Long> callSites(FunctionCode function, long target) {
    return function.instructions().stream()
        .filter(
            i ->
                (i instanceof Instruction.Call call && call.target() == target)
                    || (i instanceof Instruction.Jump jump && jump.target() == target))
        .map(Instruction::address)
        .toList();
  }

  /**
   * Where a function calls through a register or memory, as LuaJIT does its allocator. Such a call
   * is executed by a single step.
   */
  public static List<Long> indirectCallSites(FunctionCode function) {
    return function.instructions().stream()
        .filter(i -> i instanceof Instruction.IndirectCall)
        .map(Instruction::address)
        .toList();
  }

  /**
   * Where a function returns; probes there are dear, and are the only way to see it end: a
   * uretprobe would change the return address that LuaJIT's error handling follows.
   */
  public static List<Long> returns(FunctionCode function) {
    return function.instructions().stream()
        .filter(i -> i instanceof Instruction.Return)
        .map(Instruction::address)
        .toList();
  }

  /** Then it is executed more often, or the entry is a loop. */
  private static boolean isJumpedTo(FunctionCode function, long address) {
    return function.instructions().stream()
        .anyMatch(i -> i instanceof Instruction.Jump jump && jump.target() == address);
  }

  private static boolean isBranch(Instruction i) {
    return i instanceof Instruction.Return
        || i instanceof Instruction.IndirectJump
        || i instanceof Instruction.IndirectCall
        || i instanceof Instruction.Invalid;
  }

  private static boolean isEmulated(ElfFile elf, Instruction i) {
    if (i instanceof Instruction.Call || i instanceof Instruction.Jump) {
      return true;
    }
    return i instanceof Instruction.Push push && isRegisterPush(elf, push);
  }

  /** Opcodes 50 to 57, for r8 to r15 behind the prefix 41. */
  private static boolean isRegisterPush(ElfFile elf, Instruction.Push push) {
    ByteBuffer code = elf.bytesAt(push.address(), push.length());
    int at = push.length() == 2 && (code.get(0) & 0xff) == 0x41 ? 1 : 0;
    return push.length() == at + 1 && (code.get(at) & 0xf8) == 0x50;
  }
}
