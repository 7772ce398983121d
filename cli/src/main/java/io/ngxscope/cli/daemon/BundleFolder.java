package io.ngxscope.cli.daemon;

import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of bundles. A bundle is there whole or not at all: it is filled under a name that
 * begins with a dot and renamed when it is complete. The oldest make room for a new one.
 */
public final class BundleFolder implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern BUNDLE = Pattern.compile("\\d{8}T\\d{6}\\.\\d{3}Z-[a-z0-9]{1,20}");
  private static final String PARTIAL = ".partial-";

  private final Path folder;
  private final DiskBudget budget;
  private final FileChannel lockFile;
  private final FileLock lock;
  private long removed;

  /** There is no room on the disk, now. */
  static final class DiskFull extends Exception {
    private static final long serialVersionUID = 1;

    DiskFull(String message) {
      super(message);
    }
  }

  private BundleFolder(Path folder, DiskBudget budget, FileChannel lockFile, FileLock lock) {
    this.folder = folder;
    this.budget = budget;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Opens a folder, makes it if its parent is there, and takes away what a killed agent left half
   * done.
   *
   * @throws Usage if it is no folder, or another agent has it
   * @throws NoPermission if it may not be written
   */
  public static BundleFolder open(Path folder, DiskBudget budget) {
    try {
      if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new Usage(folder + " is no folder", "name one, and no symbolic link");
      }
      FileChannel file =
          FileChannel.open(
              folder.resolve(".lock"),
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      FileLock lock = tryLock(file);
      if (lock == null) {
        file.close();
        throw new Usage("another agent writes into " + folder, "end it, or name another --dir");
      }
      BundleFolder opened = new BundleFolder(folder, budget, file, lock);
      opened.removePartial();
      return opened;
    } catch (IOException e) {
      throw new NoPermission(
          "the folder " + folder + " cannot be used: " + e.getMessage(),
          "name one that may be written: --dir FOLDER");
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // by this very process
    }
  }

  private void removePartial() {
    for (Path entry : list()) {
      if (name(entry).startsWith(PARTIAL)) {
        remove(entry);
      }
    }
  }

  private List<Path> list() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted(Comparator.comparing(BundleFolder::name)).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  /** The bundles, oldest first. */
  public List<Path> bundles() {
    return list().stream()
        .filter(p -> BUNDLE.matcher(name(p)).matches())
        .filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /** When the bundles were begun, microseconds since the epoch, oldest first. */
  public List<Long> times() {
    List<Long> times = new ArrayList<>();
    for (Path bundle : bundles()) {
      String stamp = name(bundle).substring(0, name(bundle).indexOf('-'));
      times.add(STAMP.parse(stamp, Instant::from).toEpochMilli() * 1000);
    }
    return times;
  }

  /** Fills one bundle. */
  interface Filling {
    void into(Path folder);
  }

  /**
   * Adds a bundle.
   *
   * @param unixMicros when its trigger was
   * @param rule why, a lower-case word
   * @return where it is
   * @throws DiskFull if there is no room for it now; nothing of it is left
   */
  Path add(long unixMicros, String rule, Filling filling) throws DiskFull {
    makeRoom(budget.maxBytes() - DiskBudget.BUNDLE_BYTES);
    requireFree();
    String name = STAMP.format(Instant.ofEpochMilli(unixMicros / 1000)) + "-" + rule;
    Path partial = folder.resolve(PARTIAL + name);
    Path whole = folder.resolve(name);
    try {
      Files.createDirectory(partial, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      filling.into(partial);
      Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UncheckedIOException | ProbeFailed e) {
      remove(partial);
      throw new DiskFull(String.valueOf(e.getMessage()));
    }
    makeRoom(budget.maxBytes());
    return whole;
  }

  private void requireFree() throws DiskFull {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < budget.keepFreeBytes() + DiskBudget.BUNDLE_BYTES) {
        throw new DiskFull((free >> 20) + " MiB are free, and others must have some");
      }
    } catch (IOException e) {
      throw new DiskFull("the disk of " + folder + " cannot be asked: " + e.getMessage());
    }
  }

  /** Removes the oldest until no more than this is used; the last one stays. */
  private void makeRoom(long bytes) {
    List<Path> bundles = bundles();
    long used = bundles.stream().mapToLong(BundleFolder::bytes).sum();
    for (int i = 0; i < bundles.size() - 1 && used > bytes; i++) {
      used -= bytes(bundles.get(i));
      remove(bundles.get(i));
      removed++;
    }
  }

  private static long bytes(Path bundle) {
    try (Stream<Path> files = Files.list(bundle)) {
      return files.mapToLong(f -> f.toFile().length()).sum();
    } catch (IOException e) {
      return 0;
    }
  }

  /** What all bundles take, in bytes. */
  public long usedBytes() {
    return bundles().stream().mapToLong(BundleFolder::bytes).sum();
  }

  /** Bundles that had to make room for others. */
  public long removed() {
    return removed;
  }

  /** A bundle holds files only. */
  private static void remove(Path bundle) {
    try (Stream<Path> files = Files.list(bundle)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(bundle);
    } catch (IOException e) {
      return; // it still counts as used, and is tried again with the next bundle
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      return; // the process ends, and the lock with it
    }
  }
}
