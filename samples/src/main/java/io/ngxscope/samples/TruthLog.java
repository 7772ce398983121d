package io.ngxscope.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the file in which a sample writes down its blocks, one JSON object a line. */
final class TruthLog {
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private TruthLog() {}

  /** All records so far, oldest end first; none if the file is not there yet. */
  static List<TruthRecord> read(Path file) {
    try {
      return Files.exists(file) ? parse(Files.readString(file, StandardCharsets.UTF_8)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The records of a text; what follows the last newline is still being written and left out. */
  static List<TruthRecord> parse(String text) {
    int complete = text.lastIndexOf('\n') + 1;
    return text.substring(0, complete).lines().map(TruthLog::parseLine).toList();
  }

  private static TruthRecord parseLine(String line) {
    try {
      return JSON.readValue(line, TruthRecord.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not a truth record: " + line, e);
    }
  }
}
