package io.ngxscope.agent.os;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a symbol table in the order of their addresses: which one covers an address. A
 * symbol covers what its size says; one without a size reaches to the end of its unwind entry, or
 * else to the next symbol.
 */
final class ElfFunctions {
  /** Symbols looked at backwards from an address: aliases and functions nested in others. */
  private static final int MAX_LOOK_BACK = 64;

  private final ElfSymbolTable table;
  private final ElfAddresses addresses;
  private final EhFrame unwind;
  private final int[] order;
  private final long[] starts;

  ElfFunctions(ElfSymbolTable table, ElfAddresses addresses, EhFrame unwind) {
    this.table = table;
    this.addresses = addresses;
    this.unwind = unwind;
    this.order =
        IntStream.range(0, table.size())
            .filter(i -> table.mayBeCode(i) && addresses.executable(table.address(i)))
            .boxed()
            .sorted(Comparator.comparingLong(table::address))
            .mapToInt(Integer::intValue)
            .toArray();
    this.starts = IntStream.of(order).mapToLong(table::address).toArray();
  }

  @Nullable ElfSymbol covering(long address) {
    ElfSymbol function = covering(address, false);
    return function != null ? function : covering(address, true);
  }

  /** Looks among functions, or among labels: a label inside a function is not its name. */
  private @Nullable ElfSymbol covering(long address, boolean labels) {
    int last = Search.lastNotAbove(starts, address);
    ElfSymbol best = null;
    for (int i = last; i >= 0 && i > last - MAX_LOOK_BACK; i--) {
      if (best != null && starts[i] != best.address()) {
        break;
      }
      if (table.isLabel(order[i]) == labels && covers(i, address)) {
        ElfSymbol symbol = table.symbol(order[i]);
        best = best == null || preferred(symbol, best) ? symbol : best;
      }
    }
    return best;
  }

  private boolean covers(int i, long address) {
    long size = table.length(order[i]);
    if (size != 0) {
      return Long.compareUnsigned(address - starts[i], size) < 0;
    }
    long end = unwind.functionEnd(starts[i]);
    if (end <= starts[i]) {
      return address < nextStart(i);
    }
    boolean begins = unwind.isFunctionStart(starts[i]);
    return address < end && (begins || !table.isLabel(order[i]));
  }

  private long nextStart(int i) {
    for (int next = i + 1; next < starts.length; next++) {
      if (starts[next] != starts[i]) {
        return Math.min(starts[next], addresses.executableEnd(starts[i]));
      }
    }
    return addresses.executableEnd(starts[i]);
  }

  /** Of several names for the same code: the public one, as a person would call it. */
  private static boolean preferred(ElfSymbol one, ElfSymbol other) {
    return Comparator.comparingInt((ElfSymbol s) -> underscores(s.name()))
            .thenComparing(s -> s.binding() == ElfSymbol.Binding.LOCAL)
            .thenComparingInt(s -> s.name().length())
            .thenComparing(ElfSymbol::name)
            .compare(one, other)
        < 0;
  }

  private static int underscores(String name) {
    int count = 0;
    while (count < name.length() && name.charAt(count) == '_') {
      count++;
    }
    return count;
  }
}
