package io.ngxscope.agent.foreign;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.ProfileBuilder;
import io.ngxscope.agent.recording.SafeJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of speedscope (its file-format-schema.json), of one profile or several. The frames may
 * stand behind the samples that use them, so stacks are gathered by numbers and named at the end.
 */
final class SpeedscopeReader {
  private static final int MAX_TEXT = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper(SafeJson.parsing(MAX_TEXT));
  private final Intake intake;
  private final List<Frame> frames = new ArrayList<>();
  private final List<SpeedscopeProfile> profiles = new ArrayList<>();

  private SpeedscopeReader(Intake intake) {
    this.intake = intake;
  }

  static boolean recognises(Head head) {
    return head.firstByte() == '{'
        && (head.text().contains("speedscope") || head.text().contains("\"profiles\""));
  }

  static void read(InputStream in, Intake intake) throws IOException {
    SpeedscopeReader reader = new SpeedscopeReader(intake);
    try (JsonParser json = JSON.createParser(in)) {
      reader.file(json);
    } catch (JsonProcessingException e) {
      throw new Malformed("it is no sound JSON near line " + line(e));
    }
    reader.add();
  }

  private static String line(JsonProcessingException e) {
    return e.getLocation() == null ? "?" : Integer.toString(e.getLocation().getLineNr());
  }

  private void file(JsonParser json) throws IOException {
    expect(json.nextToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals("shared")) {
        shared(json);
      } else if (name.equals("profiles")) {
        expect(json.currentToken(), JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
          profiles.add(SpeedscopeProfile.read(json));
        }
      } else {
        json.skipChildren();
      }
    }
    if (profiles.isEmpty()) {
      throw new Malformed("it has no profiles");
    }
  }

  static void expect(JsonToken token, JsonToken wanted) throws Malformed {
    if (token != wanted) {
      throw new Malformed("it has " + token + " where speedscope has " + wanted);
    }
  }

  private void shared(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean isFrames = json.currentName().equals("frames");
      json.nextToken();
      if (!isFrames) {
        json.skipChildren();
        continue;
      }
      expect(json.currentToken(), JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        JsonNode frame = JSON.readTree(json);
        frames.add(
            NamedFrames.of(
                frame.path("name").asText(""),
                frame.path("file").asText(""),
                frame.path("line").asInt(0)));
      }
    }
  }

  /** Names the stacks of all profiles that have the unit of the first. */
  private void add() throws Malformed {
    String unit = profiles.get(0).unit();
    intake.unit(unit);
    int left = 0;
    for (SpeedscopeProfile profile : profiles) {
      if (profile.unit().equals(unit)) {
        add(profile);
      } else {
        left++;
      }
    }
    if (left > 0) {
      intake.note(left + " profiles have other units than the first and are left out.");
    }
  }

  private void add(SpeedscopeProfile part) throws Malformed {
    ProfileBuilder builder = intake.builder();
    Profile stacks = part.stacks();
    int[] nodes = new int[stacks.size()];
    if (profiles.size() > 1) {
      nodes[0] =
          builder.child(
              0,
              builder.frame(new Frame.Native(part.name(), "profile", 0, PerfFrames.SOURCE, false)));
    }
    long[] weights = stacks.selfWeights();
    for (int node = 0; node < stacks.size(); node++) {
      if (node > 0) {
        nodes[node] = builder.child(nodes[stacks.parent(node)], frame(stacks, node));
      }
      if (weights[node] > 0) {
        intake.added(nodes[node], weights[node]);
      }
    }
    builder.trim();
  }

  private int frame(Profile stacks, int node) throws Malformed {
    Frame number = stacks.frames().get(stacks.frame(node));
    if (!(number instanceof Frame.Fast index)) {
      return intake.builder().frame(number); // merged ones
    }
    int at = Integer.parseInt(index.function());
    if (at >= frames.size()) {
      throw new Malformed("a stack refers to frame " + at + " of " + frames.size());
    }
    return intake.builder().frame(frames.get(at));
  }
}
