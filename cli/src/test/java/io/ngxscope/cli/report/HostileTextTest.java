package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.agent.aggregate.FoldedStacks;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Whatever the target calls its functions, files and URLs, no report obeys it. */
class HostileTextTest {
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/octet-stream\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @ParameterizedTest
  @MethodSource("io.ngxscope.cli.report.Hostile#texts")
  void aTerminalGetsOneHarmlessLineForEachLine(String text) {
    String report = Rendered.by(new TextReport(false), Hostile.recording(List.of(text)));
    assertHarmless(report);
  }

  @ParameterizedTest
  @MethodSource("io.ngxscope.cli.report.Hostile#texts")
  void jsonIsAsciiAndGivesTheTextBack(String text) throws Exception {
    String report = Rendered.by(new JsonReport(), Hostile.recording(List.of(text)));
    assertThat(report.chars()).allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f));
    JsonNode frame = new ObjectMapper().readTree(report).at("/blocks/0/stacks/0/frames/0");
    assertThat(frame.get("function").textValue()).isEqualTo(SafeJson.wellFormed(text));
  }

  @ParameterizedTest
  @MethodSource("io.ngxscope.cli.report.Hostile#texts")
  void svgIsValidXmlWithOneScript(String text) throws Exception {
    String report = Rendered.by(new SvgReport(), Hostile.recording(List.of(text)));
    assertHarmless(report);
    Document document = parsed(report);
    assertThat(document.getElementsByTagName("script").getLength()).isEqualTo(1);
    assertThat(document.getElementsByTagName("b").getLength()).isZero();
    assertThat(document.getElementsByTagName("title").item(1).getTextContent())
        .startsWith(Printable.of(text) + " ");
  }

  @ParameterizedTest
  @MethodSource("io.ngxscope.cli.report.Hostile#texts")
  void htmlHoldsItsOwnTwoScriptsAndNothingIsFilledInTwice(String text) throws Exception {
    String report = Rendered.by(new HtmlReport(), Hostile.recording(List.of(text)));
    String benign = Rendered.by(new HtmlReport(), Hostile.recording(List.of("benign")));
    assertHarmless(report);
    for (String markup : List.of("<script", "</script", "<style", "</title", "<img", "<!--")) {
      assertThat(count(report, markup)).as(markup).isEqualTo(count(benign, markup));
    }
    assertThat(attributes(report)).isEqualTo(attributes(benign));
    assertThat(count(report, "Content-Security-Policy")).isEqualTo(1);
    Matcher data = DATA.matcher(report);
    assertThat(data.find()).isTrue();
    assertThat(data.group(1)).matches("[A-Za-z0-9+/]+=*");
    assertThat(PageDataReader.head(data.group(1)).get("kind")).hasSize(6);
  }

  @ParameterizedTest
  @MethodSource("io.ngxscope.cli.report.Hostile#texts")
  void foldedStaysOneLineAStackWithItsFrames(String text) {
    String report = Rendered.by(new FoldedReport(), Hostile.recording(List.of(text)));
    assertHarmless(report);
    assertThat(report.lines()).hasSize(1);
    Optional<FoldedStacks.Line> line = FoldedStacks.decode(report.strip());
    assertThat(line.orElseThrow().stack().frames()).hasSize(6);
  }

  @Test
  void allOfThemAtOnceAndNamesOfAMegabyteStayBounded() throws Exception {
    Recording recording = Hostile.recording(Hostile.all());
    String html = Rendered.by(new HtmlReport(), recording);
    assertHarmless(html);
    assertThat(html.length()).isLessThan(1_000_000);
    String svg = Rendered.by(new SvgReport(), recording);
    assertThat(parsed(svg).getElementsByTagName("script").getLength()).isEqualTo(1);
    assertThat(svg.length()).isLessThan(1_000_000);
    assertThat(Rendered.by(new TextReport(false), recording).length()).isLessThan(1_000_000);
    new ObjectMapper().readTree(Rendered.by(new JsonReport(), recording));
  }

  /** Nothing but printable characters and line feeds. */
  private static void assertHarmless(String report) {
    assertThat(report.codePoints().filter(c -> c != '\n' && !Printable.isHarmless(c))).isEmpty();
  }

  /** Names of attributes that could run something. */
  private static List<String> attributes(String html) {
    return Pattern.compile("<[a-z][^>]*\\s(on[a-z]+|style|src|href)=")
        .matcher(html)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static Document parsed(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
