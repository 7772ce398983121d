package io.ngxscope.cli.daemon;

import io.ngxscope.agent.guard.Answer;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.cli.daemon.AgentLog.Field;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads an access log from a pipe. It is opened for writing too, so that it never ends: whoever
 * writes may come and go.
 */
public final class AccessLog implements AutoCloseable {
  /** Stands for standard input. */
  public static final String STDIN = "-";

  private static final int MAX_LINE = 8_192;

  private final InputStream in;
  private final AgentLog log;
  private final Consumer<Answer> answers;
  private long strange;

  private AccessLog(InputStream in, AgentLog log, Consumer<Answer> answers) {
    this.in = in;
    this.log = log;
    this.answers = answers;
  }

  /**
   * Begins to read.
   *
   * @param name a named pipe, or {@link #STDIN}
   * @throws Usage if it cannot be read, or is a file: files do not end, they are rotated
   */
  public static AccessLog open(String name, AgentLog log, Consumer<Answer> answers) {
    AccessLog opened = new AccessLog(stream(name), log, answers);
    Thread thread = new Thread(opened::read, "ngxscope-access-log");
    thread.setDaemon(true);
    thread.start();
    return opened;
  }

  private static InputStream stream(String name) {
    if (name.equals(STDIN)) {
      return new FileInputStream(FileDescriptor.in);
    }
    Path path = Path.of(name);
    if (Files.isRegularFile(path)) {
      throw new Usage(
          name + " is a file, not a pipe", "tail -F " + name + " | ngxscope agent --access-log -");
    }
    try {
      return Channels.newInputStream(new RandomAccessFile(path.toFile(), "rw").getChannel());
    } catch (IOException e) {
      throw new Usage(
          "the pipe " + name + " cannot be opened: " + e.getMessage(), "make it: mkfifo " + name);
    }
  }

  private void read() {
    byte[] chunk = new byte[1 << 14];
    byte[] line = new byte[MAX_LINE];
    int length = 0;
    try {
      for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
        for (int i = 0; i < got; i++) {
          if (chunk[i] == '\n') {
            line(new String(line, 0, length, StandardCharsets.ISO_8859_1));
            length = 0;
          } else if (length < MAX_LINE) {
            line[length++] = chunk[i];
          }
        }
      }
      log.warn("access_log_ended");
    } catch (IOException e) {
      log.warn("access_log_ended", Field.of("why", e.getMessage()));
    }
  }

  private void line(String line) {
    Answer.parse(line)
        .ifPresentOrElse(
            answers,
            () -> {
              if (strange++ == 0) {
                log.warn("access_log_not_understood", Field.of("line", line));
              }
            });
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      log.warn("access_log_ended", Field.of("why", e.getMessage()));
    }
  }
}
