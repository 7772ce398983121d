package io.ngxscope.agent.unwind;

import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.os.Search;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executable memory of the process with the tables of what is mapped there. */
final class CodeMap {
  private final CodeRange[] ranges;
  private final long[] starts;
  private final @Nullable ModuleTables[] tables;
  private int last;

  CodeMap(List<CodeRange> code, UnwindTables tables) {
    this.ranges =
        code.stream().sorted(Comparator.comparingLong(CodeRange::start)).toArray(CodeRange[]::new);
    this.starts = new long[ranges.length];
    this.tables = new ModuleTables[ranges.length];
    for (int i = 0; i < ranges.length; i++) {
      starts[i] = ranges[i].start();
      var elf = ranges[i].elf();
      this.tables[i] = elf == null ? null : tables.of(elf);
    }
  }

  /** Index of the range that an address is in, or -1. */
  int find(long address) {
    if (last < ranges.length && ranges[last].contains(address)) {
      return last;
    }
    int at = Search.lastNotAbove(starts, address);
    if (at < 0 || !ranges[at].contains(address)) {
      return -1;
    }
    last = at;
    return at;
  }

  boolean isGenerated(int range) {
    return range >= 0 && ranges[range].generated();
  }

  CfaRow row(int range, long address) {
    ModuleTables module = range < 0 ? null : tables[range];
    return module == null ? CfaRow.NONE : module.row(address - ranges[range].bias());
  }

  boolean isReturnAddress(long address) {
    int range = find(address);
    ModuleTables module = range < 0 ? null : tables[range];
    return module != null && module.isReturnAddress(address - ranges[range].bias());
  }

  boolean isBehindSyscall(long address) {
    int range = find(address);
    ModuleTables module = range < 0 ? null : tables[range];
    return module != null && module.isBehindSyscall(address - ranges[range].bias());
  }
}
