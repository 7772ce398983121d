package io.ngxscope.cli.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ngxscope.samples.stack.SeenFrame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bt --json} says of a worker (JSON schema 1).
 *
 * @param pid the worker
 * @param state what it does, in words
 * @param uri the path of the request, or null
 * @param phase where in the request
 * @param frames from the outermost to the innermost
 */
record FoundBacktrace(
    long pid, String state, @Nullable String uri, String phase, List<FoundFrame> frames) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .build();

  static List<FoundBacktrace> parse(String json) {
    try {
      return MAPPER.convertValue(
          MAPPER.readTree(json).get("workers"), new TypeReference<List<FoundBacktrace>>() {});
    } catch (JsonProcessingException e) {
      throw new AssertionError("not the JSON of backtraces: " + json, e);
    }
  }

  List<SeenFrame> seen() {
    return frames.stream().map(FoundFrame::seen).toList();
  }
}
