package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.samples.Outcome;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What a capture has printed.
 *
 * @param json all of it
 * @param blocks its blocks, in the order of their ends
 */
record CaptureResult(JsonNode json, List<FoundBlock> blocks) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  /** The JSON on the standard output of a run that must have ended well. */
  static CaptureResult of(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome::describe).isZero();
    return of(outcome.stdout());
  }

  static CaptureResult of(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      List<FoundBlock> blocks =
          MAPPER.convertValue(json.get("blocks"), new TypeReference<List<FoundBlock>>() {});
      return new CaptureResult(json, blocks);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not the JSON of a capture: " + text, e);
    }
  }

  /** The blocks of one path, oldest first. */
  List<FoundBlock> of(long pid, String uri) {
    return blocks.stream().filter(b -> b.pid() == pid && uri.equals(b.uri())).toList();
  }

  /** A number of the quality section. */
  long quality(String name) {
    return json.at("/quality/" + name).asLong(-1);
  }

  /** What happened to a worker, in order: {@code attached}, {@code gone}, {@code unreadable}. */
  List<String> eventsOf(long pid) {
    return StreamSupport.stream(json.get("worker_events").spliterator(), false)
        .filter(event -> event.get("pid").asLong() == pid)
        .map(event -> event.get("what").asText())
        .toList();
  }

  /** How well the capture itself could work, for the message of a failure. */
  String describe() {
    StringBuilder text = new StringBuilder("quality " + json.get("quality") + "\n");
    text.append("events ").append(json.get("worker_events")).append('\n');
    blocks.forEach(block -> text.append(block.describe()).append('\n'));
    return text.toString();
  }
}
