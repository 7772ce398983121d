package io.ngxscope.agent.govern;

import io.ngxscope.agent.code.FunctionBounds;
import io.ngxscope.agent.code.FunctionCode;
import io.ngxscope.agent.code.ProbeSites;
import io.ngxscope.agent.code.SiteCost;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.probe.ScriptValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions that a script probes in a process, with their prices. It reads the text that the
 * tracer would get, so it holds for any script.
 */
public final class ScriptProbes {
  private static final Pattern PROBE =
      Pattern.compile(
          "(?:^|[\\s,}/])(u|uprobe|ur|uretprobe):([^\\s:,{]{1,4000}):([^\\s,/{]{1,400})");
  private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-fA-F]{1,16})");
  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.){0,2000}\"");
  private static final Pattern COMMENT = Pattern.compile("//.*|(?s:/\\*.*?\\*/)");

  /** Every attached probe is a breakpoint of its own. */
  private static final int MAX_POINTS = 256;

  private static final String LUAJIT = "luaJIT_setmode";
  private static final String NGINX = "ngx_cycle";

  private final Map<String, ElfFile> files = new HashMap<>();

  /**
   * Finds them.
   *
   * @param script as the tracer gets it
   * @throws Unsupported if a probe could harm the process: a return probe where LuaJIT unwinds, an
   *     address inside an instruction; or if it cannot be told what it costs
   */
  public List<ProbePoint> in(String script) {
    // strings first: "//" inside of one begins no comment, and none holds a probe
    String code = COMMENT.matcher(STRING.matcher(script).replaceAll("\"\"")).replaceAll(" ");
    List<ProbePoint> points = new ArrayList<>();
    Matcher probe = PROBE.matcher(code);
    for (int from = 0; probe.find(from); from = probe.end()) {
      points.add(point(probe.group(1), probe.group(2), probe.group(3)));
      if (points.size() > MAX_POINTS) {
        throw new Unsupported(
            "the script has more than " + MAX_POINTS + " uprobes", "probe fewer functions");
      }
    }
    return points;
  }

  private ProbePoint point(String kind, String file, String where) {
    if (!ScriptValue.FilePath.isSafe(file)) {
      throw new Unsupported(
          "it cannot be told what a probe on " + file + " costs", "name a file by its full path");
    }
    ElfFile elf = files.computeIfAbsent(file, ScriptProbes::open);
    if (kind.startsWith("ur")) {
      refuseReturn(elf, file);
    }
    long address = address(elf, file, where);
    SiteCost cost =
        ProbeSites.cost(elf, address)
            .orElseThrow(
                () ->
                    new Unsupported(
                        "0x" + Long.toHexString(address) + " of " + file + " begins no instruction",
                        "a breakpoint there would crash the process; name a function"));
    boolean returns = ProbeSites.isReturn(elf, address);
    return new ProbePoint(file, address, cost, returns, meter(elf, address, cost));
  }

  /**
   * The hijacked return address of a uretprobe stops the unwinder that LuaJIT throws errors with:
   * the next caught error ends the worker.
   */
  private static void refuseReturn(ElfFile elf, String file) {
    boolean throwsErrors =
        elf.exportedSymbols().find(LUAJIT) != null
            || elf.exportedSymbols().find(NGINX) != null
            || elf.needed().stream().anyMatch(n -> n.contains("lua"))
            || file.contains("ngx_");
    if (throwsErrors) {
      throw new Unsupported(
          "a uretprobe on "
              + file
              + " would kill the worker at its next Lua error: LuaJIT unwinds through it",
          "probe the `ret` instructions instead; docs/governor.md says how");
    }
  }

  private static long address(ElfFile elf, String file, String where) {
    Matcher number = ADDRESS.matcher(where);
    if (number.matches()) {
      return Long.parseUnsignedLong(number.group(1), 16);
    }
    ElfSymbol symbol = elf.exportedSymbols().find(where);
    if (symbol == null || !symbol.isFunction()) {
      throw new Unsupported(
          "it cannot be told what a probe on " + where + " of " + file + " costs",
          "name one exported function, or an address, not a pattern");
    }
    return symbol.address();
  }

  private static long meter(ElfFile elf, long address, SiteCost cost) {
    return cost == SiteCost.EMULATED
        ? address
        : FunctionBounds.around(elf, address)
            .flatMap(bounds -> FunctionCode.at(elf, bounds.start()))
            .flatMap(code -> ProbeSites.cheapEntry(elf, code))
            .filter(entry -> canBeProbed(elf, entry))
            .orElse(address);
  }

  /** bpftrace without a disassembler refuses addresses inside of functions that have a name. */
  private static boolean canBeProbed(ElfFile elf, long address) {
    return elf.exportedFunctionAt(address) != null || !isNamed(elf, address);
  }

  private static boolean isNamed(ElfFile elf, long address) {
    return FunctionBounds.around(elf, address)
        .filter(bounds -> elf.exportedFunctionAt(bounds.start()) != null)
        .isPresent();
  }

  private static ElfFile open(String file) {
    try {
      return ElfFile.read(Path.of(file));
    } catch (IOException e) {
      throw new Unsupported(
          "it cannot be told what probes on " + file + " cost: " + e.getMessage(),
          "name a file that can be read");
    }
  }
}
