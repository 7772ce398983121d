package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.profile.Profile;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.ProfilesData;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.Stack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OpenTelemetry's own classes read what is written. */
class OtlpReportTest {
  private final ProfilesData data = written();
  private final ProfilesDictionary tables = data.getDictionary();
  private final io.opentelemetry.proto.profiles.v1development.Profile profile =
      data.getResourceProfiles(0).getScopeProfiles(0).getProfiles(0);

  private static ProfilesData written() {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ReportFormats.ofStacks(new OtlpReport()).render(Incident.recording(), out);
      return ProfilesData.parseFrom(out.toByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theFirstOfEveryTableIsNothing() {
    assertThat(tables.getMappingTable(0)).isEqualTo(Mapping.getDefaultInstance());
    assertThat(tables.getLocationTable(0)).isEqualTo(Location.getDefaultInstance());
    assertThat(tables.getFunctionTable(0)).isEqualTo(Function.getDefaultInstance());
    assertThat(tables.getLinkTable(0)).isEqualTo(Link.getDefaultInstance());
    assertThat(tables.getAttributeTable(0)).isEqualTo(KeyValueAndUnit.getDefaultInstance());
    assertThat(tables.getStackTable(0)).isEqualTo(Stack.getDefaultInstance());
    assertThat(tables.getStringTable(0)).isEmpty();
  }

  @Test
  void nothingIsThereThatTheFormatDoesNotKnow() {
    assertThat(data.getUnknownFields().asMap()).isEmpty();
    assertThat(tables.getUnknownFields().asMap()).isEmpty();
    assertThat(profile.getUnknownFields().asMap()).isEmpty();
    profile.getSamplesList().forEach(s -> assertThat(s.getUnknownFields().asMap()).isEmpty());
  }

  @Test
  void everyStackComesBackWithItsWeight() {
    Profile ours = RecordingProfile.of(Incident.recording());
    List<String> written = new ArrayList<>();
    for (int i = 0; i < ours.samples().size(); i++) {
      List<String> names = new ArrayList<>();
      ours.stack(ours.samples().node(i)).frames().forEach(f -> names.add(0, FrameText.name(f)));
      written.add(names + " " + ours.samples().weight(i));
    }
    List<String> read = new ArrayList<>();
    for (Sample sample : profile.getSamplesList()) {
      List<String> names = new ArrayList<>();
      for (int location : tables.getStackTable(sample.getStackIndex()).getLocationIndicesList()) {
        int function = tables.getLocationTable(location).getLines(0).getFunctionIndex();
        names.add(tables.getStringTable(tables.getFunctionTable(function).getNameStrindex()));
      }
      read.add(names + " " + sample.getValues(0));
    }
    assertThat(read).isEqualTo(written);
  }

  @Test
  void samplesSayForWhomAndHow() {
    List<String> keys =
        profile.getSamples(0).getAttributeIndicesList().stream()
            .map(i -> tables.getStringTable(tables.getAttributeTable(i).getKeyStrindex()))
            .toList();
    assertThat(keys)
        .containsExactly("process.pid", "http.request.method", "url.path", "ngxscope.verdict");
    assertThat(profile.getTimeUnixNano()).isEqualTo(Incident.START * 1000);
    assertThat(tables.getStringTable(profile.getSampleType().getUnitStrindex()))
        .isEqualTo("microseconds");
  }
}
