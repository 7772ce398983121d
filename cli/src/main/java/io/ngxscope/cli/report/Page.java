package io.ngxscope.cli.report;

import io.ngxscope.agent.recording.Recording;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A page in one file that opens anywhere without a network. Its content security policy allows the
 * very script and style sheet that are in it, by their hashes, and nothing else: no request, no
 * inline handler, no further script, whatever the texts in it contain.
 *
 * @param title in the browser's tab, escaped
 * @param head the first lines, as HTML
 * @param findings sections above the graphs, as HTML
 * @param details sections below the graphs, as HTML
 * @param tree the flame graph
 * @param recording where that comes from; null for stacks of other tools
 */
record Page(
    String title,
    String head,
    String findings,
    String details,
    FlameTree tree,
    @Nullable Recording recording) {
  private static final String DATA = "{{data}}";

  void write(OutputStream out) throws IOException {
    String script = script();
    String style = Resource.text("page.css");
    Map<String, String> parts =
        Map.of(
            "csp", policy(script, style),
            "title", title,
            "style", style,
            "head", head,
            "findings", findings,
            "details", details,
            "script", script);
    String template = Resource.text("page.html");
    int data = template.indexOf(DATA);
    out.write(fill(template.substring(0, data), parts).getBytes(StandardCharsets.UTF_8));
    PageData.write(tree, recording, out);
    out.write(
        fill(template.substring(data + DATA.length()), parts).getBytes(StandardCharsets.UTF_8));
  }

  private static String script() {
    return "\n\"use strict\";\n(() => {\n"
        + Resource.texts(
            "page-data.js",
            "page-words.js",
            "page-state.js",
            "page-tooltip.js",
            "flame-layout.js",
            "flame-reverse.js",
            "flame-view.js",
            "flame-controls.js",
            "flame-table.js",
            "timeline.js",
            "timeline-lanes.js",
            "loop-heat.js",
            "blocks.js",
            "page.js")
        + "})();\n";
  }

  private static String policy(String script, String style) {
    return "default-src 'none'; script-src 'sha256-"
        + hash(script)
        + "'; style-src 'sha256-"
        + hash(style)
        + "'; base-uri 'none'; form-action 'none'";
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

  /** Fills in by one walk over the template, so that nothing in a value is taken for a place. */
  private static String fill(String template, Map<String, String> values) {
    StringBuilder page = new StringBuilder();
    int from = 0;
    int open = template.indexOf("{{");
    while (open >= 0) {
      int close = template.indexOf("}}", open);
      String name = template.substring(open + 2, close);
      page.append(template, from, open).append(Objects.requireNonNull(values.get(name), name));
      from = close + 2;
      open = template.indexOf("{{", from);
    }
    return page.append(template.substring(from)).toString();
  }
}
