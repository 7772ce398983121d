package io.ngxscope.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ngxscope.agent.recording.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JSON reports keep to the schema that {@code docs/json-schema.md} promises. */
class JsonSchemaTest {
  private final ObjectMapper json = new ObjectMapper();
  private Schema schema;

  @BeforeEach
  void readSchema() throws Exception {
    schema = new Schema(json.readTree(Resource.text("schema-1.json")));
  }

  @Test
  void reportsOfIncidentsProfilesAndHostileTextsAreValid() throws Exception {
    for (Recording recording :
        new Recording[] {Incident.recording(), Big.profile(50), Hostile.recording(Hostile.all())}) {
      assertThat(schema.errors(report(recording))).isEmpty();
    }
  }

  @Test
  void reportsOfSampledStacksHaveTheirSumsAndAreValid() throws Exception {
    JsonNode profile = report(Big.capture("profile", 200));
    JsonNode offcpu = report(Big.capture("offcpu", 200));

    assertThat(schema.errors(profile)).isEmpty();
    assertThat(schema.errors(offcpu)).isEmpty();
    assertThat(profile.at("/profile/samples").asInt()).isEqualTo(200);
    assertThat(profile.at("/profile/shares")).isNotEmpty();
    assertThat(offcpu.at("/offcpu/lines")).isNotEmpty();
    assertThat(report(Incident.recording()).has("profile")).isFalse();
  }

  @Test
  void theCheckItselfSeesWhatIsWrong() throws Exception {
    ObjectNode report = (ObjectNode) report(Incident.recording());
    report.put("schema", 2).remove("host");
    ((ObjectNode) report.at("/blocks/0/stacks/0/frames/0")).put("line", "12").put("kind", "C");
    ((ArrayNode) report.get("targets")).add(7);
    assertThat(schema.errors(report)).hasSize(5 + 8);
  }

  @Test
  void framesGoFromTheOutermostToTheInnermost() throws Exception {
    JsonNode frames = report(Incident.recording()).at("/blocks/0/stacks/0/frames");
    assertThat(frames.get(0).get("function").textValue()).isEqualTo("main");
    assertThat(frames.get(frames.size() - 1).get("function").textValue()).isEqualTo("do_wait");
  }

  private JsonNode report(Recording recording) throws Exception {
    return json.readTree(Rendered.by(new JsonReport(), recording));
  }
}
