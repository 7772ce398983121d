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

/**
 * One page for one incident, in one file that opens anywhere without a network. Its content
 * security policy allows the very script and style sheet that are in it, by their hashes, and
 * nothing else: no request, no inline handler, no further script, whatever the texts in it contain.
 */
public final class HtmlReport implements Report {
  private static final String DATA = "{{data}}";

  /** A report without options. */
  public HtmlReport() {}

  @Override
  public void render(Recording recording, OutputStream out) throws IOException {
    String script = script();
    String style = Resource.text("page.css");
    Map<String, String> parts =
        Map.of(
            "csp", policy(script, style),
            "title", PageSections.title(recording),
            "style", style,
            "head", PageSections.head(recording),
            "findings", PageContents.html(PageContents.FINDINGS, recording),
            "details", PageContents.html(PageContents.DETAILS, recording),
            "script", script);
    String template = Resource.text("page.html");
    int data = template.indexOf(DATA);
    out.write(fill(template.substring(0, data), parts).getBytes(StandardCharsets.UTF_8));
    PageData.write(recording, CallTree.of(recording), out);
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
            "flame-view.js",
            "flame-controls.js",
            "flame-table.js",
            "timeline.js",
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
