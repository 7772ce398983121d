package io.ngxscope.agent.foreign;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.ProfileBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Profiles of pprof (profile.proto). Samples refer to what stands behind them, so the file is taken
 * into memory whole, up to a bound.
 */
final class PprofReader {
  /** Field numbers of profile.proto. */
  private static final int SAMPLE_TYPE = 1;

  private static final int SAMPLE = 2;
  private static final int MAPPING = 3;
  private static final int LOCATION = 4;
  private static final int FUNCTION = 5;
  private static final int STRING = 6;
  private static final int DEFAULT_SAMPLE_TYPE = 14;

  private record Function(long name, long file, long startLine) {}

  private record Line(long function, long line) {}

  private record Location(long mapping, long address, List<Line> lines) {}

  private final Intake intake;
  private final byte[] file;
  private final List<String> strings = new ArrayList<>();
  private final Map<Long, Long> mappings = new HashMap<>(); // their file names
  private final Map<Long, Function> functions = new HashMap<>();
  private final Map<Long, Location> locations = new HashMap<>();
  private final Map<Long, int[]> frames = new HashMap<>();
  private final List<long[]> types = new ArrayList<>();
  private long defaultType;

  private PprofReader(byte[] file, Intake intake) {
    this.file = file;
    this.intake = intake;
  }

  static boolean recognises(Head head) {
    // A profile begins with its sample types: field 1, a short message of fields 1 and 2.
    byte[] b = head.bytes();
    return b.length > 4
        && b[0] == (SAMPLE_TYPE << 3 | 2)
        && b[1] >= 0
        && b[1] <= 24
        && (b[2] == 0x08 || b[2] == 0x10)
        && !head.isText();
  }

  static void read(InputStream in, Intake intake) throws IOException {
    long most = Math.min(1L << 30, Math.max(64L << 20, Runtime.getRuntime().maxMemory() / 4));
    byte[] file = in.readNBytes((int) most);
    if (file.length == most) {
      throw new Malformed("it is larger than " + (most >> 20) + " MiB (a larger -Xmx allows more)");
    }
    PprofReader reader = new PprofReader(file, intake);
    reader.tables();
    reader.samples();
  }

  private void tables() throws Malformed {
    Protobuf message = new Protobuf(file, 0, file.length);
    while (message.next()) {
      switch (message.field()) {
        case SAMPLE_TYPE -> types.add(numbers(message, 1, 2));
        case MAPPING -> {
          long[] mapping = numbers(message, 1, 5);
          mappings.put(mapping[0], mapping[1]);
        }
        case LOCATION -> location(message.message());
        case FUNCTION -> {
          long[] function = numbers(message, 1, 2, 4, 5);
          functions.put(function[0], new Function(function[1], function[2], function[3]));
        }
        case STRING -> strings.add(message.text());
        case DEFAULT_SAMPLE_TYPE -> defaultType = message.number();
        default -> {
          // Comments, times and other things that no stack needs.
        }
      }
    }
  }

  /** Some numeric fields of a message. */
  private static long[] numbers(Protobuf of, int... fields) throws Malformed {
    long[] values = new long[fields.length];
    Protobuf message = of.message();
    while (message.next()) {
      for (int i = 0; i < fields.length; i++) {
        if (fields[i] == message.field()) {
          values[i] = message.number();
        }
      }
    }
    return values;
  }

  private void location(Protobuf message) throws Malformed {
    long id = 0;
    long mapping = 0;
    long address = 0;
    List<Line> lines = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> id = message.number();
        case 2 -> mapping = message.number();
        case 3 -> address = message.number();
        case 4 -> {
          long[] line = numbers(message, 1, 2);
          lines.add(new Line(line[0], line[1]));
        }
        default -> {
          // is_folded
        }
      }
    }
    locations.put(id, new Location(mapping, address, lines));
  }

  private void samples() throws Malformed {
    if (types.isEmpty()) {
      throw new Malformed("it names no sample type");
    }
    int column = types.size() - 1;
    for (int i = 0; i < types.size(); i++) {
      column = defaultType > 0 && types.get(i)[0] == defaultType ? i : column;
    }
    String unit = string(types.get(column)[1]);
    intake.unit(unitName(unit));
    if (types.size() > 1) {
      intake.note(
          "Of its " + types.size() + " values, " + string(types.get(column)[0]) + " is shown.");
    }
    Protobuf message = new Protobuf(file, 0, file.length);
    while (message.next()) {
      if (message.field() == SAMPLE) {
        sample(message.message(), column, unit);
      }
    }
  }

  private void sample(Protobuf message, int column, String unit) throws Malformed {
    List<long[]> path = new ArrayList<>();
    long weight = 0;
    int values = 0;
    while (message.next()) {
      if (message.field() == 1) {
        path.add(message.numbers());
      } else if (message.field() == 2) {
        for (long value : message.numbers()) {
          weight = values++ == column ? value : weight;
        }
      }
    }
    if (weight < 0) {
      throw new Malformed("a sample has the value " + weight);
    }
    ProfileBuilder builder = intake.builder();
    int node = 0;
    for (int i = path.size() - 1; i >= 0; i--) {
      for (int j = path.get(i).length - 1; j >= 0; j--) {
        for (int frame : frames(path.get(i)[j])) {
          node = builder.child(node, frame);
        }
      }
    }
    intake.added(node, scaled(weight, unit));
    builder.trim();
  }

  private static long scaled(long weight, String unit) {
    return switch (unit) {
      case "nanoseconds" -> Math.round(weight / 1e3);
      case "milliseconds" -> (long) Math.min(1e17, weight * 1e3);
      case "seconds" -> (long) Math.min(1e17, weight * 1e6);
      default -> weight;
    };
  }

  private static String unitName(String unit) {
    return switch (unit) {
      case "nanoseconds", "microseconds", "milliseconds", "seconds" -> "microseconds";
      case "bytes" -> "bytes";
      default -> Intake.SAMPLES;
    };
  }

  /**
   * The frames of a location, outermost first: those behind the first are inlined into the next.
   */
  private int[] frames(long id) throws Malformed {
    int[] known = frames.get(id);
    if (known != null) {
      return known;
    }
    Location location = locations.get(id);
    if (location == null) {
      throw new Malformed("a sample refers to location " + id + ", which there is not");
    }
    List<Frame> found = new ArrayList<>();
    String module = string(mappings.getOrDefault(location.mapping(), 0L));
    for (int i = location.lines().size() - 1; i >= 0; i--) {
      found.add(frame(location.lines().get(i), module));
    }
    if (found.isEmpty()) {
      String file = module.substring(module.lastIndexOf('/') + 1);
      found.add(
          new Frame.Native(
              null, file.isEmpty() ? "?" : file, location.address(), PerfFrames.SOURCE, false));
    }
    int[] numbers = found.stream().mapToInt(intake.builder()::frame).toArray();
    frames.put(id, numbers);
    return numbers;
  }

  private Frame frame(Line line, String module) throws Malformed {
    Function function = functions.get(line.function());
    if (function == null) {
      throw new Malformed(
          "a location refers to function " + line.function() + ", which there is not");
    }
    String source = string(function.file());
    int number = (int) Math.max(0, Math.min(line.line(), 1 << 30));
    Frame frame =
        NamedFrames.of(string(function.name()), source.isEmpty() ? module : source, number);
    return frame instanceof Frame.Lua lua
        ? new Frame.Lua(
            lua.function(),
            lua.file(),
            (int) Math.max(0, Math.min(function.startLine(), 1 << 30)),
            lua.line(),
            lua.mode())
        : frame;
  }

  private String string(long number) throws Malformed {
    if (number < 0 || number >= strings.size()) {
      throw new Malformed("text " + number + " of " + strings.size() + " is asked for");
    }
    return strings.get((int) number);
  }
}
