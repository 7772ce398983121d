package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Folded stacks for flamegraph.pl and its relatives; the weights are microseconds. */
public final class FoldedReport implements Report {
  /** A report without options. */
  public FoldedReport() {}

  @Override
  public void render(Recording recording, OutputStream out) throws IOException {
    Map<String, Long> micros = new TreeMap<>();
    for (Block block : recording.blocks()) {
      block.stacks().forEach(sample -> add(sample, micros));
    }
    for (StackEvent event : recording.samples()) {
      add(event.sample(), micros);
    }
    for (Map.Entry<String, Long> line : micros.entrySet()) {
      String text = line.getKey() + " " + line.getValue() + "\n";
      out.write(SafeJson.wellFormed(text).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void add(StackSample sample, Map<String, Long> micros) {
    micros.merge(FoldedStacks.stack(sample.stack()), sample.micros(), Long::sum);
  }
}
