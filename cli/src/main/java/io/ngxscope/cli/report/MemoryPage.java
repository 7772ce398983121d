package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.model.SharedDictionary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * Builds a page about memory, in one file that needs neither a network nor a script: its content
 * security policy allows its own style sheet and nothing else.
 */
final class MemoryPage {
  private static final int MAX_ROWS = 50;
  private static final int MAX_HEADLINE = 2000;

  private final StringBuilder html = new StringBuilder();

  MemoryPage(CaptureInfo info, String title, String headline, String context) {
    String style = Resource.text("page.css") + Resource.text("memory.css");
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .append("style-src 'sha256-" + hash(style) + "'; base-uri 'none'; form-action 'none'\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta name=\"referrer\" content=\"no-referrer\">\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
        .append("<title>" + Markup.of(title, 120) + " - ngxscope</title>\n<style>")
        .append(style)
        .append("</style>\n</head>\n<body>\n<header>\n<p class=\"meta\"><b>ngxscope</b> ")
        .append(Markup.of(info.command(), 20) + " <i>&middot;</i> ")
        .append(Markup.of(info.host().hostname(), 60) + " <i>&middot;</i> ")
        .append(Quantities.date(info.startUnixMicros()) + "</p>\n<h1>")
        .append(Markup.of(headline, MAX_HEADLINE) + "</h1>\n<p class=\"context\">")
        .append(Markup.of(context) + "</p>\n</header>\n<main>\n");
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * A section.
   *
   * @param id its anchor, of letters
   * @param content HTML that is safe already
   */
  MemoryPage section(String id, String title, String content) {
    html.append("<section id=\"" + id + "\"><h2>" + Markup.of(title) + "</h2>\n")
        .append(content)
        .append("</section>\n");
    return this;
  }

  /** A table of rows; nothing if there are none. */
  MemoryPage rows(String id, String title, List<HeapRow> rows) {
    if (rows.isEmpty()) {
      return this;
    }
    StringBuilder table = new StringBuilder(head("Bytes", "Objects", "What"));
    for (HeapRow row : rows.subList(0, Math.min(MAX_ROWS, rows.size()))) {
      table.append(row(Quantities.size(row.bytes()), Quantities.count(row.objects()), row.name()));
    }
    return section(id, title, table.append("</tbody></table>\n").toString());
  }

  /** The objects that hold most. */
  MemoryPage retained(List<RetainedPath> retained) {
    if (retained.isEmpty()) {
      return this;
    }
    StringBuilder table = new StringBuilder(head("Retained", "Objects", "What"));
    for (RetainedPath path : retained.subList(0, Math.min(MAX_ROWS, retained.size()))) {
      table.append(
          row(
              Quantities.size(path.retainedBytes()),
              Quantities.count(path.retainedObjects()),
              path.path()));
    }
    return section("holders", "Who holds most", table.append("</tbody></table>\n").toString());
  }

  private static String head(String... columns) {
    StringBuilder head = new StringBuilder("<table class=\"memory\"><thead><tr>");
    for (String column : columns) {
      head.append("<th scope=\"col\">").append(column).append("</th>");
    }
    return head.append("</tr></thead><tbody>\n").toString();
  }

  private static String row(String first, String second, String what) {
    return "<tr><td class=\"n\">"
        + first
        + "</td><td class=\"n\">"
        + second
        + "</td><td><code>"
        + Markup.of(what)
        + "</code></td></tr>\n";
  }

  /** The flame graph. */
  MemoryPage flame(PathTree paths) throws IOException {
    return section("retention", "Who holds the memory", graph(paths, "Memory by who holds it"));
  }

  private static String graph(PathTree tree, String label) throws IOException {
    RetentionGraph graph = new RetentionGraph(tree);
    int height = graph.height() + 2;
    StringBuilder svg = new StringBuilder();
    svg.append("<svg class=\"retention\" role=\"img\" aria-label=\"" + label + "\"")
        .append(" viewBox=\"0 0 " + RetentionGraph.WIDTH + " " + height + "\">\n");
    graph.write(svg, height);
    return svg.append("</svg>\n").toString();
  }

  /** The flame graph of who allocates; nothing if that was not sampled. */
  MemoryPage allocations(PathTree calls) throws IOException {
    if (calls.root().bytes() == 0) {
      return this;
    }
    return section(
        "allocations",
        "Who allocates",
        graph(calls, "Bytes allocated, by stack, outermost lowest"));
  }

  /** Everything that a census counts. */
  MemoryPage census(HeapCensus census) {
    rows("types", "Types", census.byType());
    rows("functions", "Functions, by definition", census.byPrototype());
    rows("shapes", "Tables, by shape", census.byShape());
    rows("strings", "Strings, by length", census.stringsByLength());
    rows("ctypes", "FFI objects, by type", census.byCtype());
    rows("userdata", "Userdata, by metatable", census.byMetatable());
    return zones(census.nginx());
  }

  private MemoryPage zones(List<SharedDictionary> zones) {
    if (zones.isEmpty()) {
      return this;
    }
    StringBuilder table = new StringBuilder(head("Size", "Free", "Zone"));
    for (SharedDictionary zone : zones) {
      String free = zone.freeBytes() < 0 ? "?" : Quantities.size(zone.freeBytes());
      table.append(row(Quantities.size(zone.bytes()), free, zone.name() + "  " + zone.owner()));
    }
    return section(
        "shared",
        "Shared memory, outside of the heap",
        table.append("</tbody></table>").toString());
  }

  /** How far it can be trusted. */
  MemoryPage quality(HeapCensus census, List<String> notes) {
    StringBuilder list = new StringBuilder("<ul>\n");
    MemoryWords.quality(census).forEach(line -> list.append("<li>" + Markup.of(line) + "</li>\n"));
    notes.forEach(note -> list.append("<li>" + Markup.of(note) + "</li>\n"));
    return section("quality", "Quality", list.append("</ul>\n").toString());
  }

  void write(OutputStream out) throws IOException {
    html.append("</main>\n</body>\n</html>\n");
    out.write(html.toString().getBytes(StandardCharsets.UTF_8));
  }
}
