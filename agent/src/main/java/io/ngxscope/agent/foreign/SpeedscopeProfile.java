package io.ngxscope.agent.foreign;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.ProfileBuilder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * One profile of a speedscope file, {@code sampled} or {@code evented}. Its frames are numbers,
 * which stand as {@link Frame.Fast} until they are named.
 *
 * @param name what it is of, such as a thread
 * @param unit what its weights count
 * @param stacks the stacks
 */
record SpeedscopeProfile(String name, String unit, Profile stacks) {
  /** Weights beyond it are no honest ones. */
  private static final double MAX_WEIGHT = 1e17;

  static SpeedscopeProfile read(JsonParser json) throws IOException {
    Reader reader = new Reader();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "name" -> reader.name = json.getValueAsString("");
        case "unit" -> reader.unit = json.getValueAsString("none");
        case "samples" -> reader.samples(json, value);
        case "weights" -> reader.weights(json, value);
        case "events" -> reader.events(json, value);
        default -> json.skipChildren();
      }
    }
    return reader.done();
  }

  /** Fields come in any order. */
  private static final class Reader {
    private final ProfileBuilder builder = new ProfileBuilder();
    private String name = "";
    private String unit = "none";
    private int[] nodes = new int[64];
    private int nodeCount;
    private double[] weights = new double[64];
    private int weightCount;

    private int node(int parent, int frame) throws Malformed {
      if (frame < 0) {
        throw new Malformed("a frame has the number " + frame);
      }
      return builder.child(parent, builder.frame(new Frame.Fast(Integer.toString(frame))));
    }

    void samples(JsonParser json, JsonToken begin) throws IOException {
      SpeedscopeReader.expect(begin, JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_ARRAY) {
        int node = 0;
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
          node = node(node, json.getIntValue());
        }
        SpeedscopeReader.expect(json.currentToken(), JsonToken.END_ARRAY);
        if (nodeCount == nodes.length) {
          nodes = Arrays.copyOf(nodes, 2 * nodeCount);
        }
        nodes[nodeCount++] = node;
      }
    }

    void weights(JsonParser json, JsonToken begin) throws IOException {
      SpeedscopeReader.expect(begin, JsonToken.START_ARRAY);
      while (json.nextToken() != null && json.currentToken().isNumeric()) {
        if (weightCount == weights.length) {
          weights = Arrays.copyOf(weights, 2 * weightCount);
        }
        weights[weightCount++] = json.getDoubleValue();
      }
      SpeedscopeReader.expect(json.currentToken(), JsonToken.END_ARRAY);
    }

    /** Frames that open and close: between two events, time belongs to what is open. */
    void events(JsonParser json, JsonToken begin) throws IOException {
      SpeedscopeReader.expect(begin, JsonToken.START_ARRAY);
      Deque<Integer> open = new ArrayDeque<>();
      double last = Double.NaN;
      while (json.nextToken() == JsonToken.START_OBJECT) {
        String type = "";
        double at = 0;
        int frame = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          json.nextToken();
          switch (field) {
            case "type" -> type = json.getValueAsString("");
            case "at" -> at = json.getValueAsDouble();
            case "frame" -> frame = json.getValueAsInt(-1);
            default -> json.skipChildren();
          }
        }
        if (!open.isEmpty() && at > last) {
          weigh(open.peek(), at - last);
        }
        last = at;
        if (type.equals("O")) {
          open.push(node(open.isEmpty() ? 0 : open.peek(), frame));
        } else if (type.equals("C") && !open.isEmpty()) {
          open.pop();
        } else {
          throw new Malformed("an event neither opens nor closes a frame that is open");
        }
      }
    }

    private void weigh(int node, double weight) {
      if (nodeCount == nodes.length) {
        nodes = Arrays.copyOf(nodes, 2 * nodeCount);
      }
      if (weightCount == weights.length) {
        weights = Arrays.copyOf(weights, 2 * weightCount);
      }
      nodes[nodeCount++] = node;
      weights[weightCount++] = weight;
    }

    SpeedscopeProfile done() throws Malformed {
      if (weightCount != nodeCount && weightCount > 0) {
        throw new Malformed(nodeCount + " samples have " + weightCount + " weights");
      }
      double factor =
          switch (unit) {
            case "seconds" -> 1e6;
            case "milliseconds" -> 1e3;
            case "nanoseconds" -> 1e-3;
            default -> 1;
          };
      for (int i = 0; i < nodeCount; i++) {
        double weight = weightCount == 0 ? 1 : weights[i] * factor;
        if (!(weight >= 0 && weight < MAX_WEIGHT)) {
          throw new Malformed("a sample has the weight " + weight);
        }
        builder.weigh(nodes[i], Math.round(weight));
      }
      return new SpeedscopeProfile(name, unitName(), builder.build(unitName()));
    }

    private String unitName() {
      return switch (unit) {
        case "seconds", "milliseconds", "microseconds", "nanoseconds" -> "microseconds";
        case "bytes" -> "bytes";
        default -> Intake.SAMPLES;
      };
    }
  }
}
