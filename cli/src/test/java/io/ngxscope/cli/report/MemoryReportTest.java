package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.AllocationSite;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.LeakCandidate;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.LeakVerdict;
import io.ngxscope.agent.model.RetainedPath;
import io.ngxscope.agent.model.SharedDictionary;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.recording.HeapRecording;
import io.ngxscope.agent.recording.LeakRecording;
import io.ngxscope.agent.recording.MemoryRecording;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reports of heaps and leaks, with names that would do harm if they could. */
class MemoryReportTest {
  private static final String EVIL = "]]></style><script>alert(1)</script>\u001b[2J;\"' &";

  @Test
  void jsonKeepsToTheSchema() throws Exception {
    ObjectMapper json = new ObjectMapper();
    Schema schema = new Schema(json.readTree(Resource.text("schema-memory-1.json")));

    assertThat(schema.errors(json.readTree(text(MemoryReport.json(), heap())))).isEmpty();
    assertThat(schema.errors(json.readTree(leak("x.json")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.html", "x.svg", "x.txt", "x.folded"})
  void hostileNamesDoNothingInAnyFormat(String file) throws Exception {
    for (String report : List.of(text(MemoryReport.forFile(Path.of(file)), heap()), leak(file))) {
      boolean markup = file.endsWith("html") || file.endsWith("svg");
      assertThat(report.contains("<script>alert") && markup).isFalse();
      assertThat(report).doesNotContain("\u001b[2J");
      assertThat(report).contains("alert(1)");
    }
  }

  @Test
  void thePictureIsValidXml() throws Exception {
    byte[] svg = leak("x.svg").getBytes(StandardCharsets.UTF_8);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg))
                .getElementsByTagName("rect")
                .getLength())
        .isGreaterThan(3);
  }

  @Test
  void foldedStepsAreSeparatedAndWeighedInBytes() throws Exception {
    assertThat(leak("x.folded")).contains("package.loaded[\"shop\"];.seen;[…] 4000\n");
  }

  @Test
  void leaksComeFirstAndInWords() throws Exception {
    assertThat(leak("x.txt")).contains("Lua leak").contains(".seen").contains("leak  ");
    assertThat(leak("x.html")).contains("<b class=\"verdict leak\">leak</b>");
  }

  private static String leak(String file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MemoryReport.forFile(Path.of(file)).render(leak(), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String text(MemoryReport report, MemoryRecording recording) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.render(recording, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static HeapRecording heap() {
    return new HeapRecording(
        Incident.recording().info(),
        Incident.recording().targets().get(0),
        census(),
        paths(),
        List.of(EVIL),
        2_000_000);
  }

  private static LeakRecording leak() {
    LeakCandidate candidate =
        new LeakCandidate(
            LeakVerdict.LEAK,
            "package.loaded[\"shop\"].seen",
            stack(),
            4000,
            40,
            1000,
            -1,
            0.9,
            EVIL,
            List.of(
                new LeakCandidate.Point(1, 0, 1000, 10), new LeakCandidate.Point(2, 3, 4000, 40)));
    List<HeapRow> rows = List.of(new HeapRow(EVIL, 1, 2));
    LeakFindings findings =
        new LeakFindings(
            3,
            1_000_000,
            2,
            9000,
            1000,
            4000,
            10_000,
            20_000,
            "Lua leak",
            EVIL,
            List.of(candidate),
            List.of(site(candidate)),
            List.of(
                new LeakFindings.Point(1, 1000, 10_000, 0),
                new LeakFindings.Point(1_000_001, 4000, 20_000, 3)),
            rows,
            rows,
            rows);
    return new LeakRecording(
        Incident.recording().info(),
        Incident.recording().targets().get(0),
        findings,
        census(),
        paths(),
        List.of(),
        2_000_000,
        true);
  }

  private static Stack stack() {
    return new Stack(
        List.of(
            new Frame.Lua("handler", "/shop.lua", 1, 2, Frame.LuaMode.INTERPRETED),
            new Frame.Fast(EVIL)));
  }

  private static AllocationSite site(LeakCandidate candidate) {
    return new AllocationSite(
        stack(), 9, 8000, 7, 6, 5000, LeakVerdict.LEAK, 0.5, EVIL, candidate.curve());
  }

  private static HeapCensus census() {
    List<HeapRow> rows = List.of(new HeapRow(EVIL, 3, 4096));
    return new HeapCensus(
        5000,
        5100,
        45,
        4900,
        rows,
        rows,
        rows,
        rows,
        rows,
        rows,
        rows,
        List.of(new RetainedPath(EVIL, "table", 64, 4000, 40)),
        List.of(new SharedDictionary(EVIL, "ngx.shared", 4096, -1)),
        new HeapCensus.Consistency(false, 1, 2, 3, 4, 5),
        new HeapCensus.Allocator(131_072, 4096, true),
        new HeapCensus.Cost(8192, 10, 20, 0, 16_384));
  }

  private static PathTree paths() {
    PathTree tree = new PathTree();
    PathTree.Node at = tree.step(tree.root(), "package.loaded[\"shop\"]");
    at = tree.step(at, ".seen");
    tree.add(at, 1, 900);
    tree.add(tree.step(at, "[…]"), 39, 4000);
    tree.add(tree.step(tree.root(), EVIL), 1, 2000);
    return tree;
  }
}
