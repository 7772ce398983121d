package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The files of {@code /proc}, with their failures told apart.
 *
 * @param root where it is mounted; tests use a folder of their own
 */
public record ProcFs(Path root) {
  /** This machine's. */
  public static final ProcFs LIVE = new ProcFs(Path.of("/proc"));

  /** Longer files are cut here: none of those that are read whole comes near, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  /** The path of a file of a process. */
  public Path path(Pid pid, String name) {
    return root.resolve(pid.toString()).resolve(name);
  }

  /** Content of a file of a process, at most {@link #MAX_BYTES}, not-UTF-8 bytes replaced. */
  public String text(Pid pid, String name) throws ProcException {
    return new String(bytes(pid, name), StandardCharsets.UTF_8);
  }

  /** Content of a file of a process, at most {@link #MAX_BYTES}. */
  public byte[] bytes(Pid pid, String name) throws ProcException {
    Path path = path(pid, name);
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw explain(pid, path, e);
    }
  }

  /** Where a symbolic link of a process points, such as its {@code exe}. */
  public String link(Pid pid, String name) throws ProcException {
    Path path = path(pid, name);
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (NotLinkException e) {
      throw new ProcUnusable(path + ": not a link");
    } catch (IOException e) {
      throw explain(pid, path, e);
    }
  }

  /** Content of a file that belongs to no process, such as {@code stat}. */
  public String text(String name) throws ProcUnusable {
    Path path = root.resolve(name);
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ProcUnusable(path + ": " + e.getMessage());
    }
  }

  /** The numbers of all processes (not threads) that exist just now, in rising order. */
  public List<Pid> pids() throws ProcUnusable {
    List<Pid> pids = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, ProcFs::isNumber)) {
      entries.forEach(p -> pids.add(new Pid(Integer.parseInt(p.getFileName().toString()))));
    } catch (IOException | DirectoryIteratorException e) {
      throw new ProcUnusable(root + ": " + e.getMessage());
    }
    Collections.sort(pids);
    return pids;
  }

  /** Whether a process of this number exists; a zombie does. */
  public boolean exists(Pid pid) {
    return Files.exists(root.resolve(pid.toString()));
  }

  /**
   * What a failed access means. A read (unlike an open) fails with nothing but a localized message,
   * so the process itself is asked whether it still lives.
   */
  ProcException explain(Pid pid, Path path, IOException e) {
    if (!exists(pid)) {
      return new NoSuchProcess("process " + pid + " does not exist");
    }
    if (e instanceof NoSuchFileException) {
      return new ProcUnusable(path + ": not there (zombie, or not in this kernel)");
    }
    String reason = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    return new ProcAccessDenied(path + ": " + reason);
  }

  /** True for entries that are named by the number of a process or thread. */
  static boolean isNumber(Path entry) {
    String name = entry.getFileName().toString();
    // The largest PID has 7 digits (PID_MAX_LIMIT, proc(5) pid_max).
    return name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
