package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.model.SharedDictionary;
import io.ngxscope.agent.recording.HeapRecording;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A heap in words and columns, for a terminal: who holds most comes first. */
public final class HeapText {
  private static final int PATHS = 12;
  private static final int ROWS = 10;

  private final Style style;

  /** A report with or without colour. */
  public HeapText(boolean color) {
    this.style = new Style(color);
  }

  /** Shows it. */
  public void render(HeapRecording recording, OutputStream out) {
    PrintStream text = new PrintStream(out, false, StandardCharsets.UTF_8);
    HeapCensus census = recording.census();
    head(recording, text);
    retained(census.retained(), text);
    paths(recording.paths(), text);
    rows("Types", census.byType(), text);
    rows("Functions, by definition", census.byPrototype(), text);
    rows("Tables, by shape", census.byShape(), text);
    rows("Strings, by length", census.stringsByLength(), text);
    rows("Strings, by their first bytes", census.stringsByPrefix(), text);
    rows("FFI objects, by type", census.byCtype(), text);
    rows("Userdata, by metatable", census.byMetatable(), text);
    zones(census.nginx(), text);
    quality(recording, text);
    text.flush();
  }

  private void head(HeapRecording recording, PrintStream text) {
    HeapCensus census = recording.census();
    text.println(
        style.bold("worker " + recording.target().key().pid())
            + "  Lua heap "
            + Quantities.size(census.totalBytes())
            + ", "
            + Quantities.count(census.objects(), "object"));
  }

  private void retained(List<RetainedPath> retained, PrintStream text) {
    if (retained.isEmpty()) {
      return;
    }
    title("Who holds most", "   retained   objects  what", text);
    for (RetainedPath path : retained.subList(0, Math.min(PATHS, retained.size()))) {
      text.printf(
          Locale.ROOT,
          "  %9s %9s  %s  %s%n",
          Quantities.size(path.retainedBytes()),
          Quantities.count(path.retainedObjects()),
          style.lua(Printable.of(path.path())),
          style.dim(path.kind()));
    }
  }

  private void paths(PathTree paths, PrintStream text) {
    List<PathTree.Node> largest =
        paths.nodes().stream()
            .filter(n -> n.selfBytes() > 0)
            .sorted(Comparator.comparingLong(PathTree.Node::selfBytes).reversed())
            .limit(PATHS)
            .toList();
    title("By path", "      bytes   objects  path", text);
    for (PathTree.Node node : largest) {
      row(new HeapRow(node.path(), node.selfObjects(), node.selfBytes()), text);
    }
  }

  private void rows(String title, List<HeapRow> rows, PrintStream text) {
    if (rows.isEmpty()) {
      return;
    }
    title(title, "      bytes   objects", text);
    rows.stream().limit(ROWS).forEach(row -> row(row, text));
    if (rows.size() > ROWS) {
      text.println("             and " + (rows.size() - ROWS) + " more");
    }
  }

  private void row(HeapRow row, PrintStream text) {
    text.printf(
        Locale.ROOT,
        "  %9s %9s  %s%n",
        Quantities.size(row.bytes()),
        Quantities.count(row.objects()),
        style.lua(Printable.of(row.name())));
  }

  private void zones(List<SharedDictionary> zones, PrintStream text) {
    if (zones.isEmpty()) {
      return;
    }
    title("Shared memory (outside of the Lua heap)", "       size      free", text);
    for (SharedDictionary zone : zones) {
      text.printf(
          Locale.ROOT,
          "  %9s %9s  %s  %s%n",
          Quantities.size(zone.bytes()),
          zone.freeBytes() < 0 ? "?" : Quantities.size(zone.freeBytes()),
          style.lua(Printable.of(zone.name())),
          style.dim(zone.owner()));
    }
  }

  private void quality(HeapRecording recording, PrintStream text) {
    title("Quality", "", text);
    MemoryWords.quality(recording.census()).forEach(line -> text.println("  " + line));
    recording.notes().forEach(note -> text.println("  note: " + Printable.of(note)));
  }

  private void title(String title, String columns, PrintStream text) {
    text.println();
    text.println(style.bold(title));
    if (!columns.isEmpty()) {
      text.println(style.dim(columns));
    }
  }
}
