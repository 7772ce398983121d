package io.ngxscope.agent.foreign;

import io.ngxscope.agent.os.Subprocess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks addr2line(1) which functions are inlined at an address. Slow, one process an address, and
 * only when asked for. The paths come from the file that is read; no shell sees them.
 */
final class Addr2line {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_OUTPUT = 16 << 20;
  private static final int MAX_CALLS = 20_000;
  private static final Pattern WITH_OFFSET = Pattern.compile("^(.+)\\+0x([0-9a-f]{1,15})$");
  private static final Pattern DISCRIMINATOR = Pattern.compile(" \\(discriminator \\S+\\)");
  private final Map<String, List<String>> cache = new HashMap<>();
  private final Map<String, String> symbolTables = new HashMap<>();
  private int calls;
  private int failures;

  /** What there is to say. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (failures > 0) {
      notes.add(
          "addr2line failed for " + failures + " addresses: their inlined functions are missing.");
    }
    if (calls > MAX_CALLS) {
      notes.add("Only the first " + MAX_CALLS + " addresses were looked up for inlined functions.");
    }
    return notes;
  }

  /** The functions at an address, outermost first; empty if nothing is known. */
  List<String> names(String address, String symbol, String module) {
    String key = address + '\n' + module;
    List<String> known = cache.get(key);
    if (known == null) {
      known = ask(address, symbol, module, true);
      cache.put(key, known);
    }
    return known;
  }

  private List<String> ask(String address, String symbol, String module, boolean retry) {
    String answer = output("addr2line", "-a", address, "-e", module, "-i", "-f", "-s", "-C");
    List<String> lines = answer.lines().skip(1).toList();
    boolean nothing = (String.join("\n", lines) + "\n").contains("??\n??:0");
    Matcher place = WITH_OFFSET.matcher(symbol);
    if (nothing && retry && place.find()) {
      long start = symbolStart(place.group(1), module);
      if (start >= 0) {
        long at = start + Long.parseLong(place.group(2), 16);
        return ask("0x" + Long.toHexString(at), "", module, false);
      }
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      names.add(DISCRIMINATOR.matcher(lines.get(i)).replaceFirst(""));
    }
    Collections.reverse(names);
    String joined = String.join(";", names);
    return joined.isEmpty() || joined.equals("??") ? List.of() : names;
  }

  private long symbolStart(String function, String module) {
    String table = symbolTables.computeIfAbsent(module, m -> output("nm", "--", m));
    Matcher line =
        Pattern.compile("^([0-9a-f]{1,15}) . " + Pattern.quote(function) + "$", Pattern.MULTILINE)
            .matcher(table);
    return line.find() ? Long.parseLong(line.group(1), 16) : -1;
  }

  private String output(String... command) {
    if (++calls > MAX_CALLS) {
      return "";
    }
    try {
      if (Subprocess.run(List.of(command), PATIENCE, MAX_OUTPUT) instanceof Subprocess.Finished done
          && done.exit() == 0) {
        return done.stdout();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failures++;
    return "";
  }
}
