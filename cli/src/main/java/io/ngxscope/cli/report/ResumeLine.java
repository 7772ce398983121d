package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.Resumed;
import io.ngxscope.agent.recording.Names;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;

/** One run of a coroutine in one line, as it happens. */
public final class ResumeLine {
  private ResumeLine() {}

  /** For people: time, duration, worker, how it ended, for what, from where to where. */
  public static String text(Block run, boolean color) {
    Style style = new Style(color);
    Resumed resumed = run.resumed();
    return Quantities.time(run.startUnixMicros())
        + "  "
        + style.bold(Quantities.format("%8s", Quantities.duration(run.durationMicros())))
        + "  "
        + run.worker().pid()
        + "  "
        + Quantities.format("%-7s", resumed == null ? "running" : Names.of(resumed.status()))
        + "  "
        + StackText.work(run.request(), run.phase())
        + "  "
        + (resumed == null ? "" : place(resumed.entry(), style))
        + (resumed == null || resumed.exit().equals(resumed.entry())
            ? ""
            : "  ->  " + place(resumed.exit(), style));
  }

  private static String place(Frame frame, Style style) {
    if (frame instanceof Frame.Unknown) {
      return style.dim("(" + Printable.of(FrameText.where(frame)) + ")");
    }
    boolean chunk = frame instanceof Frame.Lua lua && lua.definedLine() == 0 && lua.line() == 0;
    String where = chunk ? FrameText.file(frame) : FrameText.where(frame);
    return style.lua(Printable.of(FrameText.name(frame))) + " " + Printable.of(where);
  }

  /** For scripts: the block of {@code docs/json-schema.md} in one line, with {@code schema}. */
  public static void json(Block run, OutputStream out) throws IOException {
    try (JsonGenerator json = SafeJson.generator(out)) {
      json.writeStartObject();
      json.writeNumberField("schema", 1);
      BlockJson.fields(run, json);
      json.writeEndObject();
    }
    out.write('\n');
  }
}
