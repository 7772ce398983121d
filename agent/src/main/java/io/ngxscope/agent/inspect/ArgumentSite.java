package io.ngxscope.agent.inspect;

import io.ngxscope.agent.code.FunctionCode;
import io.ngxscope.agent.code.Instruction;
import io.ngxscope.agent.code.ProbeSites;
import io.ngxscope.agent.os.ElfFile;
import java.util.List;

/**
 * The cheapest instruction at which the arguments of a call are still in their registers.
 *
 * @param address in the object
 * @param emulated whether the kernel emulates the instruction there
 */
public record ArgumentSite(long address, boolean emulated) {
  /** Chooses it: the first cheap instruction if nothing before it changes an argument. */
  public static ArgumentSite of(ElfFile elf, FunctionCode code) {
    long cheap = ProbeSites.cheapEntry(elf, code).orElse(-1L);
    List<Integer> arguments = FunctionViewer.argumentNumbers();
    for (Instruction i : code.instructions()) {
      if (i.address() == cheap) {
        return new ArgumentSite(cheap, true);
      }
      boolean harmless =
          i instanceof Instruction.Push
              || i instanceof Instruction.Nop
              || i instanceof Instruction.Compare
              || i instanceof Instruction.Store
              || i instanceof Instruction.StoreConstant
              || (i instanceof Instruction.Move move && !arguments.contains(move.to()))
              || (i instanceof Instruction.Load load && !arguments.contains(load.register()));
      if (!harmless || cheap < 0) {
        break;
      }
    }
    return new ArgumentSite(code.start(), false);
  }
}
