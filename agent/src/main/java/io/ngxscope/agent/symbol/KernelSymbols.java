package io.ngxscope.agent.symbol;

import io.ngxscope.agent.os.Search;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Names of kernel functions from {@code /proc/kallsyms}. Without the right to see addresses
 * (CAP_SYSLOG, {@code kernel.kptr_restrict}) all of them are zero, and nothing is named.
 */
public final class KernelSymbols {
  private static final Path KALLSYMS = Path.of("/proc/kallsyms");
  private static final int MAX_SYMBOLS = 2_000_000;
  private static final int MAX_NAME = 512; // KSYM_NAME_LEN

  private final long[] addresses;
  private final String[] names;

  private KernelSymbols(List<Symbol> symbols) {
    addresses = symbols.stream().mapToLong(Symbol::address).toArray();
    names = symbols.stream().map(Symbol::name).toArray(String[]::new);
  }

  private record Symbol(long address, String name) {}

  /** Reads those of the running kernel, which takes a fraction of a second; none if hidden. */
  public static KernelSymbols read() {
    try (BufferedReader lines = Files.newBufferedReader(KALLSYMS, StandardCharsets.UTF_8)) {
      return parse(lines);
    } catch (IOException e) {
      return new KernelSymbols(List.of());
    }
  }

  /** Understands lines such as {@code ffffffff81000000 T _text [module]}. */
  static KernelSymbols parse(BufferedReader lines) throws IOException {
    List<Symbol> symbols = new ArrayList<>();
    for (String line = lines.readLine();
        line != null && symbols.size() < MAX_SYMBOLS;
        line = lines.readLine()) {
      add(line, symbols);
    }
    // Stable: of several names for one address the first counts, as it does in the kernel's own
    // messages.
    symbols.sort(Comparator.comparing(Symbol::address, Long::compareUnsigned));
    return new KernelSymbols(symbols);
  }

  private static void add(String line, List<Symbol> symbols) {
    int type = line.indexOf(' ') + 1;
    boolean code = type > 1 && type + 2 < line.length() && "tTwW".indexOf(line.charAt(type)) >= 0;
    if (!code || line.length() > MAX_NAME) {
      return;
    }
    try {
      long address = Long.parseUnsignedLong(line, 0, type - 1, 16);
      int end = line.indexOf('\t', type + 2);
      if (address < 0) { // the upper half is the kernel's; zero stands for hidden
        symbols.add(new Symbol(address, line.substring(type + 2, end < 0 ? line.length() : end)));
      }
    } catch (NumberFormatException e) {
      return; // not a line of this format
    }
  }

  /** False if the kernel hides its addresses. */
  public boolean isKnown() {
    return addresses.length > 0;
  }

  /** The function that an address of kernel code is in. */
  public Optional<String> name(long address) {
    // All are negative, so that signed and unsigned order are the same.
    int at = address >= 0 ? -1 : Search.lastNotAbove(addresses, address);
    while (at > 0 && addresses[at - 1] == addresses[at]) {
      at--;
    }
    return at < 0 ? Optional.empty() : Optional.of(names[at]);
  }
}
