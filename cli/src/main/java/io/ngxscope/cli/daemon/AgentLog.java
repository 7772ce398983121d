package io.ngxscope.cli.daemon;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.cli.report.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A log for programs: one JSON object a line with {@code ts}, {@code level}, {@code event} and what
 * belongs to the event. On a terminal the same as words. Thread-safe.
 */
public final class AgentLog {
  private static final int MAX_VALUE = 1_000;

  private final PrintStream out;
  private final boolean json;

  /**
   * Something that belongs to an event.
   *
   * @param name with its unit where it has one
   * @param value hostile text is welcome
   */
  public record Field(String name, String value) {
    /** A field. */
    public static Field of(String name, @Nullable Object value) {
      return new Field(name, String.valueOf(value));
    }
  }

  /**
   * A log.
   *
   * @param out where it goes
   * @param json whether for programs
   */
  public AgentLog(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** Something that belongs to normal life. */
  public void info(String event, Field... fields) {
    write("info", event, fields);
  }

  /** Something that somebody should know. */
  public void warn(String event, Field... fields) {
    write("warn", event, fields);
  }

  private void write(String level, String event, Field[] fields) {
    String now = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    String line = json ? object(now, level, event, fields) : words(now, level, event, fields);
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }

  private static String words(String now, String level, String event, Field[] fields) {
    StringBuilder line = new StringBuilder(now).append(' ');
    if (!level.equals("info")) {
      line.append(level).append(' ');
    }
    line.append(event);
    for (Field field : fields) {
      line.append("  ").append(field.name()).append('=').append(Printable.of(field.value()));
    }
    return line.toString();
  }

  private static String object(String now, String level, String event, Field[] fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = SafeJson.generator(bytes)) {
      out.writeStartObject();
      out.writeStringField("ts", now);
      out.writeStringField("level", level);
      out.writeStringField("event", event);
      for (Field field : fields) {
        String value = field.value();
        out.writeStringField(
            field.name(), value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value);
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
