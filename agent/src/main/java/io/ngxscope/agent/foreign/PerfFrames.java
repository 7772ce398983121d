package io.ngxscope.agent.foreign;

import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Frames out of one line of perf-script(1): a symbol, and what perf knows to be inlined into it.
 */
final class PerfFrames {
  static final NameSource SOURCE = NameSource.NONE;
  private static final int MAX_CACHED = 1_000_000;
  private static final Pattern OFFSET = Pattern.compile("\\+0x[\\da-f]+$");
  private static final Pattern ARROW = Pattern.compile("->");
  private static final Pattern GO_METHOD = Pattern.compile("\\.\\(.*\\)\\.", Pattern.DOTALL);
  private static final Pattern ARGUMENTS =
      Pattern.compile("\\((?!anonymous namespace\\)).*", Pattern.DOTALL);
  private static final Pattern KERNEL_MODULE = Pattern.compile("(^\\[|vmlinux$)");
  private static final Pattern PERF_MAP = Pattern.compile("/tmp/perf-\\d+\\.map");
  private static final Pattern NOT_ON_DISK =
      Pattern.compile("(perf-\\d+.map|kernel\\.|\\[[^\\]]+\\])");

  private final PerfOptions options;
  private final Addr2line addr2line = new Addr2line();
  private final Map<String, List<Frame>> cache = new HashMap<>();

  PerfFrames(PerfOptions options) {
    this.options = options;
  }

  List<String> notes() {
    return addr2line.notes();
  }

  /**
   * The frames of a line, innermost first.
   *
   * @param process the name of the process, since Java's symbols are tidied
   */
  List<Frame> of(String address, String symbol, String module, String process) {
    boolean java = process.startsWith("java");
    String key =
        (options.addrs() || options.inline() ? address : "") + '\n' + symbol + '\n' + module;
    List<Frame> known = cache.get(java ? "java\n" + key : key);
    if (known != null) {
      return known;
    }
    List<Frame> frames = inlined(address, symbol, module);
    if (frames.isEmpty()) {
      frames = symbols(address, OFFSET.matcher(symbol).replaceFirst(""), module, java);
    }
    if (cache.size() >= MAX_CACHED) {
      cache.clear();
    }
    cache.put(java ? "java\n" + key : key, frames);
    return frames;
  }

  private List<Frame> inlined(String address, String symbol, String module) {
    if (!options.inline() || NOT_ON_DISK.matcher(module).find()) {
      return List.of();
    }
    // What addr2line says is outermost first already, as it stands in folded text.
    List<Frame> frames = new ArrayList<>();
    for (String name : addr2line.names(address, symbol, module)) {
      for (String part : name.split(";", -1)) {
        frames.add(frame(part, module));
      }
    }
    Collections.reverse(frames);
    return frames;
  }

  private List<Frame> symbols(String address, String symbol, String module, boolean java) {
    if (symbol.startsWith("(")) {
      return List.of(); // the name of a process
    }
    List<Frame> frames = new ArrayList<>();
    for (String part : ARROW.split(symbol, 0)) {
      String name = tidied(part.equals("[unknown]") ? unknown(address, module) : part, java);
      frames.add(frame(marked(name, module, !frames.isEmpty()), module));
    }
    Collections.reverse(frames);
    return frames;
  }

  private String unknown(String address, String module) {
    String place =
        module.equals("[unknown]") ? "unknown" : module.substring(module.lastIndexOf('/') + 1);
    return options.addrs() ? "[" + place + " <" + address + ">]" : "[" + place + "]";
  }

  private static String tidied(String symbol, boolean java) {
    String name = symbol.replace(';', ':');
    if (!GO_METHOD.matcher(name).find()) {
      name = ARGUMENTS.matcher(name).replaceFirst("");
    }
    name = name.replace("\"", "").replace("'", "");
    return java && name.startsWith("L") && name.indexOf('/') >= 0 ? name.substring(1) : name;
  }

  private String marked(String name, String module, boolean inlined) {
    if (inlined) {
      return name.contains("_[i]") ? name : name + "_[i]";
    }
    if (options.kernel() && KERNEL_MODULE.matcher(module).find() && !module.contains("unknown")) {
      return name + "_[k]";
    }
    boolean jit = options.jit() && PERF_MAP.matcher(module).find();
    return jit && !name.contains("_[j]") ? name + "_[j]" : name;
  }

  private static Frame frame(String label, String module) {
    String name = ByteLines.utf8(label);
    Frame frame = FoldedStacks.frame(name);
    String file = ByteLines.utf8(module.substring(module.lastIndexOf('/') + 1));
    return frame instanceof Frame.Native c && c.function() != null
        ? new Frame.Native(name, file, 0, SOURCE, false)
        : frame;
  }
}
