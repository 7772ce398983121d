package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Who holds the memory as folded stacks, for flamegraph.pl and its relatives; weights are bytes.
 */
final class RetentionFolded {
  private RetentionFolded() {}

  static void render(PathTree paths, OutputStream out) throws IOException {
    for (PathTree.Node node : paths.nodes()) {
      if (node.selfBytes() > 0) {
        StringBuilder line = new StringBuilder();
        for (String label : node.labels()) {
          line.append(line.length() == 0 ? "" : ";").append(step(label));
        }
        line.append(' ').append(node.selfBytes()).append('\n');
        out.write(SafeJson.wellFormed(line.toString()).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Semicolons separate steps, so that none may be in one. */
  private static String step(String label) {
    return Printable.of(label.strip()).replace(';', ':');
  }
}
