package io.ngxscope.agent.os;

import io.ngxscope.agent.model.DiagnosticException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one door through which files leave ngxscope. It runs as root and writes where others may
 * write too, so: readable by the owner alone (0600), never through a symbolic link, never over a
 * file unless asked, and no half-written report left behind.
 */
public final class OutputFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_ATTRIBUTE =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);

  private static final String TEMPORARY = ".ngxscope-";
  private static final Pattern TEMPORARY_NAME =
      Pattern.compile(Pattern.quote(TEMPORARY) + "([0-9]{1,9})-[0-9]{1,20}\\.tmp");

  private OutputFiles() {}

  /** The process that is writing, or was, if a file has the name of one that replaces another. */
  public static OptionalInt writerOf(Path file) {
    Path name = file.getFileName();
    Matcher matcher = TEMPORARY_NAME.matcher(name == null ? "" : name.toString());
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** What is to be written into a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes all of it; the caller closes the stream. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Creates a file that is filled step by step, such as a recording.
   *
   * @param path where; nothing may be there, not even a dangling link, unless forced
   * @param force take away a regular file that is there
   * @return an empty file, open for writing
   * @throws DiagnosticException if it cannot be created there
   */
  public static FileChannel create(Path path, boolean force) {
    checkPlace(path, force);
    try {
      if (force) {
        Files.deleteIfExists(path);
      }
      return createNew(path);
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /**
   * Writes a whole file or none: on failure nothing new is left, and a file that was to be replaced
   * is still the old one.
   *
   * @param path where
   * @param force replace a regular file that is there
   * @throws DiagnosticException if it cannot be written there
   */
  public static void write(Path path, boolean force, Content content) {
    checkPlace(path, force);
    try {
      if (force) {
        replace(path, content);
      } else {
        fill(path, createNew(path), content);
      }
    } catch (IOException e) {
      throw failed(path, e);
    }
  }

  /** Puts the failure to write a file into words. */
  public static DiagnosticException failed(Path path, IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return exists(path);
    }
    if (e instanceof NoSuchFileException) {
      return new DiagnosticException.Usage(
          "cannot write " + path + ": its folder does not exist", "create the folder first");
    }
    if (e instanceof AccessDeniedException) {
      return new DiagnosticException.NoPermission(
          "cannot write " + path + ": permission denied", "choose a folder that you may write to");
    }
    return new DiagnosticException.ProbeFailed(
        "cannot write " + path + ": " + reason(e), "free some space or choose another place");
  }

  private static String reason(IOException e) {
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null || reason.isEmpty() ? e.getClass().getSimpleName() : reason;
  }

  // A link in the last component is also refused by the kernel (O_EXCL), one in the folder is not.
  private static void checkPlace(Path path, boolean force) {
    Path folder = path.toAbsolutePath().getParent();
    if (path.getFileName() == null || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new DiagnosticException.Usage(
          "cannot write " + path + ": it is a folder", "name a file");
    }
    if (folder != null && Files.isSymbolicLink(folder)) {
      throw new DiagnosticException.Usage(
          "cannot write " + path + ": its folder is a symbolic link", "give the real folder");
    }
    if (Files.isSymbolicLink(path)) {
      throw new DiagnosticException.Usage(
          "cannot write " + path + ": it is a symbolic link", "remove it or choose another name");
    }
    boolean there = Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    if (there && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new DiagnosticException.Usage(
          "cannot write " + path + ": it is not a regular file", "choose another name");
    }
    if (there && !force) {
      throw exists(path);
    }
  }

  private static DiagnosticException exists(Path path) {
    return new DiagnosticException.Usage(
        path + " exists already", "--force replaces it; or choose another name");
  }

  private static FileChannel createNew(Path path) throws IOException {
    return FileChannel.open(
        path,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        OWNER_ONLY_ATTRIBUTE);
  }

  private static void replace(Path path, Content content) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    // createTempFile: an unpredictable name, created exclusively.
    String prefix = TEMPORARY + ProcessHandle.current().pid() + "-";
    Path temporary = Files.createTempFile(folder, prefix, ".tmp", OWNER_ONLY_ATTRIBUTE);
    fill(temporary, FileChannel.open(temporary, StandardOpenOption.WRITE), content);
    try {
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static void fill(Path path, FileChannel channel, Content content) throws IOException {
    boolean written = false;
    try (OutputStream out =
        new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 16)) {
      content.writeTo(out);
      out.flush();
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(path);
      }
    }
  }
}
