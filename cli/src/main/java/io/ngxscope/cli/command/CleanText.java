package io.ngxscope.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.clean.Leftovers.Removal;
import io.ngxscope.agent.recording.SafeJson;
import io.ngxscope.cli.report.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** What {@code ngxscope doctor --clean} has removed. */
final class CleanText {
  private static final int SCHEMA = 1;

  private CleanText() {}

  static void text(List<Removal> removals, PrintStream out) {
    if (removals.isEmpty()) {
      out.print("nothing is left of runs that were killed\n");
    }
    for (Removal removal : removals) {
      String what =
          removal.leftover().kind().words() + " " + Printable.of(removal.leftover().what());
      out.print(
          removal.failure().isEmpty()
              ? "removed " + what + ", left by run " + removal.leftover().pid() + "\n"
              : "could not remove " + what + ": " + Printable.of(removal.failure()) + "\n");
    }
  }

  static void json(List<Removal> removals, OutputStream out) {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("schema", SCHEMA);
      json.writeStringField("command", "doctor");
      json.writeArrayFieldStart("leftovers");
      for (Removal removal : removals) {
        json.writeStartObject();
        json.writeStringField("kind", removal.leftover().kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("what", removal.leftover().what());
        json.writeNumberField("run_pid", removal.leftover().pid());
        json.writeBooleanField("removed", removal.failure().isEmpty());
        json.writeStringField("failure", removal.failure());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
