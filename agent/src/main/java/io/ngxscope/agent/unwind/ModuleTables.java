package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfFormatException;
import io.ngxscope.agent.os.Fde;

/** What was worked out about one object: rows and call sites by address. Not thread-safe. */
final class ModuleTables {
  private final ElfFile elf;
  private final LongTable<CfaRow> rows = new LongTable<>();
  private final LongTable<Boolean> callSites = new LongTable<>();

  ModuleTables(ElfFile elf) {
    this.elf = elf;
  }

  /** The row for an address of the object, or one of the two that stand for "none". */
  CfaRow row(long address) {
    CfaRow known = rows.get(address);
    if (known != null) {
      return known;
    }
    CfaRow row = read(address);
    rows.put(address, row);
    return row;
  }

  private CfaRow read(long address) {
    try {
      Fde fde = elf.ehFrame().find(address);
      return fde == null ? CfaRow.NONE : CfaProgram.row(elf.ehFrame(), fde, address);
    } catch (ElfFormatException e) {
      return CfaRow.BROKEN;
    }
  }

  /** Whether a function could return to an address of the object. */
  boolean isReturnAddress(long address) {
    Boolean known = callSites.get(address);
    if (known == null) {
      known = row(address - 1) != CfaRow.NONE && CallSites.isBehindCall(elf, address);
      callSites.put(address, known);
    }
    return known;
  }

  /** Whether the instruction before an address is {@code syscall} (0f 05). */
  boolean isBehindSyscall(long address) {
    var bytes = elf.bytesAt(address - 2, 2);
    return bytes.remaining() == 2 && bytes.getShort(0) == 0x050f;
  }
}
