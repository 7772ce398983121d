package io.ngxscope.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** With which options the running kernel was built, as far as it or its package tells. */
public final class KernelConfig {
  private static final int MAX_BYTES = 4 << 20;
  private final Map<String, Setting> settings;
  private final boolean known;

  /** The value of an option. */
  public enum Setting {
    /** Built in. */
    YES,
    /** To be loaded as a module. */
    MODULE,
    /** Left out. */
    NO,
    /** The configuration cannot be read. */
    UNKNOWN
  }

  private KernelConfig(Map<String, Setting> settings, boolean known) {
    this.settings = settings;
    this.known = known;
  }

  /**
   * Reads {@code /proc/config.gz} or the file that packages leave in {@code /boot}.
   *
   * @param root {@code /}, or a folder that tests made to look like it
   * @param release of the kernel, as in {@code uname -r}
   */
  public static KernelConfig read(Path root, String release) {
    List<String> places =
        List.of("proc/config.gz", "boot/config-" + release, "lib/modules/" + release + "/config");
    for (String place : places) {
      String text = textOrEmpty(root.resolve(place));
      if (!text.isEmpty()) {
        return parse(text);
      }
    }
    return new KernelConfig(Map.of(), false);
  }

  /** Understands lines like {@code CONFIG_UPROBES=y}; others are left out. */
  public static KernelConfig parse(String text) {
    Map<String, Setting> settings = new HashMap<>();
    text.lines()
        .filter(line -> line.startsWith("CONFIG_"))
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .forEach(pair -> settings.put(pair[0], setting(pair[1])));
    return new KernelConfig(settings, true);
  }

  private static Setting setting(String value) {
    return switch (value) {
      case "m" -> Setting.MODULE;
      case "n" -> Setting.NO;
      default -> Setting.YES;
    };
  }

  private static String textOrEmpty(Path file) {
    try (InputStream in = open(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
  }

  /** The value of an option such as {@code CONFIG_UPROBES}. */
  public Setting get(String option) {
    return known ? settings.getOrDefault(option, Setting.NO) : Setting.UNKNOWN;
  }
}
