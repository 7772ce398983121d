package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.Redaction;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code --redact} takes out is in no report. */
class RedactionTest {
  private static final Recording SECRET = Hostile.recording(List.of("/srv/SECRET/shop.lua"));

  static Stream<Report> reports() {
    return Stream.of(new TextReport(false), new JsonReport());
  }

  static Stream<ProfileReport> profiles() {
    return Stream.of(new SvgReport(), new FoldedReport(), new SpeedscopeReport(), new CsvReport());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void whereverASecretStands_noReportHasIt(Report report) {
    assertThat(Rendered.by(report, SECRET)).as("it is there without").contains("SECRET");

    assertThat(Rendered.by(report, Redaction.of(SECRET))).doesNotContain("SECRET");
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void whereverASecretStands_noProfileHasIt(ProfileReport report) {
    assertThat(Rendered.by(report, SECRET)).as("it is there without").contains("SECRET");

    assertThat(Rendered.by(report, Redaction.of(SECRET))).doesNotContain("SECRET");
  }

  @Test
  void whatIsNeededToFindTheLineStays() {
    Recording redacted = Redaction.of(Incident.recording());

    String report = Rendered.by(new TextReport(false), redacted);

    assertThat(report).contains("pricing.lua", "/url-1").doesNotContain("/srv/");
    assertThat(redacted.blocks()).hasSameSizeAs(Incident.recording().blocks());
    assertThat(Redaction.of(redacted).blocks()).hasSameSizeAs(redacted.blocks());
  }

  @Test
  void aSourceThatIsATextIsNotShown() {
    Recording code = Hostile.recording(List.of("return 'my password'"));

    String report = Rendered.by(new FoldedReport(), Redaction.of(code));

    assertThat(report).contains("code-1");
  }
}
