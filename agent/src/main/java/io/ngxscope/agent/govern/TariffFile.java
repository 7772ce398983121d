package io.ngxscope.agent.govern;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.OutputFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps prices until the next boot, in a folder that nobody else can write to. One line: the boot's
 * id ({@code random(4)}), the tracer's version, two prices.
 */
final class TariffFile {
  private static final int MAX_BYTES = 400;

  private final Path folder;
  private final Path file;
  private final String key;

  /**
   * A file in a folder.
   *
   * @param boot id of this boot
   * @param tracer its version: another one may cost another price
   */
  TariffFile(Path folder, String boot, String tracer) {
    this.folder = folder;
    this.file = folder.resolve("uprobe-price");
    this.key = boot.strip().replace(' ', '-') + " " + tracer.strip().replace(' ', '-') + " ";
  }

  /** What was measured since the last boot. */
  Optional<Tariff> read() {
    try {
      if (!isPrivate(file) || !isPrivate(folder)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        return parse(new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII));
      }
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  private Optional<Tariff> parse(String line) {
    if (!line.startsWith(key)) {
      return Optional.empty();
    }
    String[] prices = line.substring(key.length()).strip().split(" ", -1);
    try {
      return prices.length == 2
          ? Optional.of(
                  new Tariff(Double.parseDouble(prices[0]), Double.parseDouble(prices[1]), true))
              .filter(Tariff::isSane)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Keeps it; a folder that cannot be written to only means measuring again. */
  void write(Tariff tariff) {
    if (!tariff.measured()) {
      return;
    }
    String line =
        key
            + String.format(
                Locale.ROOT, "%.0f %.0f%n", tariff.emulatedNanos(), tariff.steppedNanos());
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (isPrivate(folder)) {
        OutputFiles.write(file, true, out -> out.write(line.getBytes(StandardCharsets.US_ASCII)));
      }
    } catch (IOException | DiagnosticException | UnsupportedOperationException e) {
      return;
    }
  }

  /** Ours, no link, and no other may write to it. */
  private static boolean isPrivate(Path path) throws IOException {
    PosixFileAttributes a =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return !a.isSymbolicLink()
        && !a.permissions().contains(PosixFilePermission.GROUP_WRITE)
        && !a.permissions().contains(PosixFilePermission.OTHERS_WRITE)
        && a.owner().getName().equals(System.getProperty("user.name"));
  }
}
