package io.ngxscope.agent.inspect;

import io.ngxscope.agent.os.Subprocess;
import io.ngxscope.agent.target.LoadedModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of instructions, and where they stand in sources, by {@code objdump(1)} and {@code
 * addr2line(1)} where these are installed.
 */
public final class Disassembler {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MAX_OUTPUT = 16 << 20;
  private static final int MAX_TEXT = 120;
  private static final Pattern SOURCE = Pattern.compile("[^?\\s][^\\n]*:[1-9]\\d*");
  private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]{1,16}):\\s+(\\S.*)");

  private final Function<LoadedModule, @Nullable Path> files;

  /**
   * Readies disassembling.
   *
   * @param files where the file of a module can be read, or null
   */
  public Disassembler(Function<LoadedModule, @Nullable Path> files) {
    this.files = files;
  }

  /** Texts by address in the object; empty without objdump, or without a file. */
  Map<Long, String> texts(LoadedModule module, long start, long end) {
    Path file = files.apply(module);
    if (file == null || !Files.isReadable(file)) {
      return Map.of();
    }
    try {
      List<String> command =
          List.of(
              "objdump",
              "-d",
              "-M",
              "intel",
              "--no-show-raw-insn",
              "--start-address=" + start,
              "--stop-address=" + end,
              "--",
              file.toString());
      return Subprocess.run(command, PATIENCE, MAX_OUTPUT) instanceof Subprocess.Finished done
          ? parse(done.stdout())
          : Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    }
  }

  /**
   * Where a function stands in its source, as {@code file:line}; empty without debug information.
   */
  String source(LoadedModule module, long address) {
    Path file = files.apply(module);
    if (file == null || !Files.isReadable(file)) {
      return "";
    }
    try {
      List<String> command =
          List.of("addr2line", "-e", file.toString(), "0x" + Long.toHexString(address));
      String said =
          Subprocess.run(command, PATIENCE, MAX_TEXT * 8) instanceof Subprocess.Finished done
              ? done.stdout().strip()
              : "";
      return SOURCE.matcher(said).matches() ? said : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  static Map<Long, String> parse(String output) {
    Map<Long, String> texts = new HashMap<>();
    for (String line : output.lines().toList()) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        String text = m.group(2).replaceAll("\\s+", " ").strip();
        texts.put(
            Long.parseUnsignedLong(m.group(1), 16),
            text.substring(0, Math.min(MAX_TEXT, text.length())));
      }
    }
    return texts;
  }
}
