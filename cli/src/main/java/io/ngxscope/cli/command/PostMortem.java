package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.ParkedCoroutines;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.recording.HeapRecording;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.agent.session.Backtraces;
import io.ngxscope.agent.session.CoreChoice;
import io.ngxscope.agent.session.CoroutineSession;
import io.ngxscope.agent.session.HeapPlan;
import io.ngxscope.agent.session.HeapSession;
import io.ngxscope.cli.report.BacktraceJson;
import io.ngxscope.cli.report.BacktraceText;
import io.ngxscope.cli.report.CoroutineJson;
import io.ngxscope.cli.report.CoroutineText;
import io.ngxscope.cli.report.HeapJson;
import io.ngxscope.cli.report.HeapText;
import io.ngxscope.cli.report.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ngxscope report --core}: all that a core file tells, as one report. */
final class PostMortem {
  private static final int TOP = 20;
  private static final long MAX_HEAP_BYTES = 2L << 30;

  private final Backtraces.OfCore stacks;
  private final @Nullable ParkedCoroutines coroutines;
  private final @Nullable HeapRecording heap;
  private final List<String> notes = new ArrayList<>();

  /** Reads a core; of a part that cannot be read, the reason becomes a note. */
  PostMortem(CoreChoice core, Invocation invocation) {
    this.stacks = Backtraces.ofCore(core, false, true);
    notes.addAll(stacks.notes());
    this.coroutines = attempt(() -> new CoroutineSession(MAX_HEAP_BYTES, false).core(core));
    HeapOptions options = new HeapOptions(MAX_HEAP_BYTES, false, 0, false, TOP);
    HeapPlan plan = new HeapPlan(List.of(), options, CaptureOptions.origin(invocation));
    this.heap = attempt(() -> new HeapSession(plan).core(core));
  }

  private interface Part<T> {
    T read();
  }

  private <T> @Nullable T attempt(Part<T> part) {
    try {
      return part.read();
    } catch (DiagnosticException e) {
      notes.add(e.getMessage());
      return null;
    }
  }

  /** Writes the format that the file's extension names. */
  void write(Path file, boolean force) {
    String name = file.toString();
    if (name.endsWith(".json")) {
      OutputFiles.write(file, force, this::json);
    } else if (name.endsWith(".txt")) {
      OutputFiles.write(file, force, out -> text(false, out));
    } else if (name.endsWith(".html")) {
      OutputFiles.write(file, force, this::html);
    } else {
      throw new Usage(
          "of a core no report is made as " + file, "end the name with one of: .html .json .txt");
    }
  }

  void print(Invocation invocation) {
    try {
      if (invocation.json()) {
        json(invocation.out());
      } else {
        text(invocation.color(), invocation.out());
      }
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
    invocation.out().flush();
  }

  private void text(boolean color, OutputStream out) throws IOException {
    BacktraceText.print(stacks.traces(), color, out);
    if (coroutines != null) {
      line(out, "");
      CoroutineText.print(coroutines, TOP, color, out);
    }
    if (heap != null) {
      line(out, "");
      new HeapText(color).render(heap, out);
    }
    for (String note : notes) {
      line(out, "note: " + Printable.of(note));
    }
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void html(OutputStream out) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text(false, text);
    String escaped =
        text.toString(StandardCharsets.UTF_8)
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;");
    line(
        out,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">"
            + "<title>ngxscope: what a core file tells</title></head><body><pre>");
    line(out, escaped + "</pre></body></html>");
  }

  private void json(OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", 1);
      json.writeStringField("command", "report");
      part("bt", o -> BacktraceJson.print(stacks.traces(), o), json);
      ParkedCoroutines parked = coroutines;
      if (parked != null) {
        part("coroutines", o -> CoroutineJson.print(parked, o), json);
      }
      HeapRecording census = heap;
      if (census != null) {
        part("heap", o -> new HeapJson().render(census, o), json);
      }
      json.writeArrayFieldStart("notes");
      for (String note : notes) {
        json.writeString(note);
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private interface Document {
    void print(OutputStream out) throws IOException;
  }

  /** The same document that the command of this name prints. */
  private static void part(String field, Document document, JsonGenerator json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    document.print(bytes);
    json.writeFieldName(field);
    json.writeRawValue(bytes.toString(StandardCharsets.UTF_8).strip());
  }
}
