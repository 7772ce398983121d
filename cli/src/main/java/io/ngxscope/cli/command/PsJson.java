package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.agent.session.Inventory.Group;
import io.ngxscope.agent.session.Inventory.Item;
import io.ngxscope.agent.target.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** The answer of {@code ngxscope ps} for programs, schema 1; what is not known is null. */
final class PsJson {
  private static final int SCHEMA = 1;

  private PsJson() {}

  static void print(List<Group> groups, OutputStream out) {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("command", "ps");
      json.writeArrayFieldStart("instances");
      for (Group group : groups) {
        instance(group, json);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void instance(Group group, JsonGenerator json) throws IOException {
    Target head = group.head().target();
    json.writeStartObject();
    json.writeStringField("exe", orNull(head.exe()));
    json.writeBooleanField("exe_deleted", head.exeDeleted());
    json.writeStringField("config_prefix", orNull(head.config().prefix()));
    json.writeStringField("config_file", orNull(head.config().file()));
    json.writeStringField("container", orNull(head.namespaces().container()));
    json.writeStringField("root", orNull(head.namespaces().root()));
    json.writeFieldName("master");
    if (group.master().isPresent()) {
      process(group.master().get(), json);
    } else {
      json.writeNull();
    }
    processes("workers", group.workers(), json);
    processes("helpers", group.helpers(), json);
    json.writeEndObject();
  }

  private static void processes(String name, List<Item> items, JsonGenerator json)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Item item : items) {
      process(item, json);
    }
    json.writeEndArray();
  }

  private static void process(Item item, JsonGenerator json) throws IOException {
    Target target = item.target();
    json.writeStartObject();
    json.writeNumberField("pid", target.pid().value());
    json.writeNumberField("own_pid", target.namespaces().ownPid());
    json.writeNumberField("start_time_unix_ms", target.startUnixMillis());
    json.writeStringField("role", target.role().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("generation", item.generation());
    json.writeNumberField("uptime_ms", item.uptimeMillis());
    json.writeFieldName("cpu_percent");
    if (item.cpuPercent().isPresent()) {
      json.writeNumber(Math.round(item.cpuPercent().getAsDouble() * 10) / 10.0);
    } else {
      json.writeNull();
    }
    json.writeFieldName("rss_bytes");
    if (item.residentBytes().isPresent()) {
      json.writeNumber(item.residentBytes().getAsLong());
    } else {
      json.writeNull();
    }
    json.writeNumberField("uid", Integer.toUnsignedLong(target.uid()));
    json.writeStringField("title", target.title());
    json.writeStringField("luajit", orNull(item.luajit()));
    json.writeEndObject();
  }

  private static @org.jspecify.annotations.Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
