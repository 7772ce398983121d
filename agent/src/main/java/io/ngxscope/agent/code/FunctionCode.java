package io.ngxscope.agent.code;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The instructions of one function, between the bounds that its unwind entry gives.
 *
 * @param start its first address in the object
 * @param end the address behind its last byte
 * @param instructions in the order of addresses
 */
public record FunctionCode(long start, long end, List<Instruction> instructions) {
  /** The interpreter of LuaJIT has 18 KB; larger functions are generated tables of code. */
  private static final long MAX_BYTES = 1 << 20;

  /** Copies the list. */
  public FunctionCode {
    instructions = List.copyOf(instructions);
  }

  /** The code of an exported function, if the object exports it and it has an unwind entry. */
  public static Optional<FunctionCode> exported(ElfFile elf, String name) {
    ElfSymbol symbol = elf.exportedSymbols().find(name);
    return symbol == null || !symbol.isFunction() ? Optional.empty() : at(elf, symbol.address());
  }

  /** The code of the function that starts at an address, if an unwind entry says so. */
  public static Optional<FunctionCode> at(ElfFile elf, long start) {
    return FunctionBounds.around(elf, start)
        .filter(bounds -> bounds.start() == start && bounds.size() <= MAX_BYTES)
        .map(bounds -> decode(elf, start, bounds.end()));
  }

  private static FunctionCode decode(ElfFile elf, long start, long end) {
    ByteBuffer code = elf.bytesAt(start, (int) (end - start));
    List<Instruction> instructions = new ArrayList<>();
    int at = 0;
    while (at < code.limit()) {
      Instruction instruction = InstructionDecoder.decode(code, at, start + at);
      instructions.add(instruction);
      at += instruction.length();
    }
    return new FunctionCode(start, end, instructions);
  }

  /** Whether an address lies in the function. */
  public boolean contains(long address) {
    return address >= start && address < end;
  }

  /** Where its direct calls lead, in order, each as often as it is called. */
  public List<Long> callTargets() {
    List<Long> targets = new ArrayList<>();
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.Call call) {
        targets.add(call.target());
      }
    }
    return targets;
  }

  /** Where its jumps out of itself lead, in order: tail calls. */
  public List<Long> tailTargets() {
    List<Long> targets = new ArrayList<>();
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.Jump jump && !contains(jump.target())) {
        targets.add(jump.target());
      }
    }
    return targets;
  }
}
