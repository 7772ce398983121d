package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /proc/PID/fd/N}: what is behind a file descriptor ({@code proc(5)}). */
public sealed interface ProcFd {
  /** {@code socket:[123]}, {@code pipe:[123]}: a kind and the number of its inode. */
  Pattern NUMBERED = Pattern.compile("(socket|pipe):\\[(\\d{1,19})\\]");

  /** {@code anon_inode:[eventfd]}, {@code anon_inode:inotify}. */
  Pattern ANONYMOUS = Pattern.compile("anon_inode:\\[?([^\\]]{1,64})\\]?");

  /**
   * A file, a device or a folder.
   *
   * @param path as seen by the process; ends in {@code (deleted)} if the file is gone; hostile
   */
  record File(String path) implements ProcFd {}

  /**
   * A socket.
   *
   * @param inode its number, with which {@link SocketTable} finds the two ends
   */
  record Socket(long inode) implements ProcFd {}

  /**
   * A pipe.
   *
   * @param inode its number, the same at both ends
   */
  record Pipe(long inode) implements ProcFd {}

  /**
   * Something without a name.
   *
   * @param kind {@code eventfd}, {@code eventpoll}, {@code inotify} …
   */
  record Anonymous(String kind) implements ProcFd {}

  /** Reads what is behind a descriptor. */
  static ProcFd read(Pid pid, int descriptor) throws ProcException {
    return parse(ProcFs.LIVE.link(pid, "fd/" + descriptor));
  }

  /** Understands the target of the link; whatever is not known otherwise is a file. */
  static ProcFd parse(String link) {
    Matcher anonymous = ANONYMOUS.matcher(link);
    if (anonymous.matches()) {
      return new Anonymous(anonymous.group(1));
    }
    Matcher numbered = NUMBERED.matcher(link);
    if (!numbered.matches()) {
      return new File(link);
    }
    long inode = Long.parseUnsignedLong(numbered.group(2));
    return numbered.group(1).equals("socket") ? new Socket(inode) : new Pipe(inode);
  }

  /**
   * A descriptor in a few words: a path, {@code tcp 10.0.0.1:4711 -> 10.0.0.2:3306}, {@code pipe},
   * {@code eventfd}. Empty if it cannot be read. Hostile text. For a socket this reads the socket
   * tables of the target's network namespace, which takes milliseconds where there are thousands.
   */
  static String words(Pid pid, int descriptor) {
    try {
      ProcFd fd = read(pid, descriptor);
      return fd instanceof Socket socket
          ? SocketTable.words(pid, socket.inode()).orElse("socket")
          : fd.words();
    } catch (ProcException e) {
      // Closed meanwhile, gone, or not ours to see: the number alone must do.
      return "";
    }
  }

  /** It in a few words, without asking anyone. */
  default String words() {
    if (this instanceof File file) {
      return file.path();
    }
    if (this instanceof Anonymous anonymous) {
      return anonymous.kind();
    }
    return this instanceof Pipe ? "pipe" : "socket";
  }
}
