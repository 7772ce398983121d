package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.recording.SafeJson;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The {@code ProfilesDictionary} of {@link OtlpReport}: every thing once, referred to by number.
 * The first of each table is nothing at all, as the format demands.
 */
final class OtlpTables {
  private static final int MAPPINGS = 1;
  private static final int LOCATIONS = 2;
  private static final int FUNCTIONS = 3;
  private static final int LINKS = 4;
  private static final int STRINGS = 5;
  private static final int ATTRIBUTES = 6;
  private static final int STACKS = 7;

  private final ProtobufWriter written = new ProtobufWriter();
  private final ProtobufWriter message = new ProtobufWriter();
  private final ProtobufWriter inner = new ProtobufWriter();
  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private final Map<String, Integer> mappings = new HashMap<>();
  private final Map<Function, Integer> functions = new HashMap<>();
  private final Map<Attribute, Integer> attributes = new HashMap<>();
  private final Map<Integer, Integer> stacks = new HashMap<>();

  private record Function(String name, String file, int line) {}

  private record Attribute(String key, Object value) {}

  OtlpTables() {
    strings.put("", 0);
    for (int table : new int[] {MAPPINGS, LOCATIONS, FUNCTIONS, LINKS, ATTRIBUTES, STACKS}) {
      written.message(table, message);
    }
  }

  int string(String text) {
    return strings.computeIfAbsent(SafeJson.wellFormed(text), t -> strings.size());
  }

  /** Adds the next location: numbers go up by one, from 1. */
  void location(Frame frame) {
    int function = function(frame);
    int kind = text("profile.frame.type", kind(frame));
    int mapping = frame instanceof Frame.Native c && !c.module().isEmpty() ? mapping(c) : 0;
    inner.clear().number(1, function).number(2, FrameText.line(frame));
    message.clear().number(1, mapping);
    message.message(3, inner);
    inner.clear().varint(kind);
    written.message(LOCATIONS, message.message(4, inner));
  }

  private static String kind(Frame frame) {
    if (frame instanceof Frame.Kernel) {
      return "kernel";
    }
    return frame instanceof Frame.Lua || frame instanceof Frame.Fast ? "lua" : "native";
  }

  private int mapping(Frame.Native frame) {
    return mappings.computeIfAbsent(
        frame.module(),
        module -> {
          written.message(MAPPINGS, message.clear().number(4, string(module)));
          return mappings.size() + 1;
        });
  }

  private int function(Frame frame) {
    int start = frame instanceof Frame.Lua lua ? lua.definedLine() : 0;
    Function function = new Function(FrameText.name(frame), FrameText.file(frame), start);
    return functions.computeIfAbsent(
        function,
        f -> {
          int name = string(f.name());
          message.clear().number(1, name).number(2, name).number(3, string(f.file()));
          written.message(FUNCTIONS, message.number(4, f.line()));
          return functions.size() + 1;
        });
  }

  /** The number of an attribute whose value is a text. */
  int text(String key, String value) {
    ProtobufWriter any = new ProtobufWriter().text(1, SafeJson.wellFormed(value));
    return attribute(new Attribute(key, value), any);
  }

  /** The number of an attribute whose value is a whole number. */
  int number(String key, long value) {
    return attribute(new Attribute(key, value), new ProtobufWriter().number(3, value));
  }

  private int attribute(Attribute attribute, ProtobufWriter value) {
    return attributes.computeIfAbsent(
        attribute,
        a -> {
          message.clear().number(1, string(a.key())).message(2, value);
          written.message(ATTRIBUTES, message);
          return attributes.size() + 1;
        });
  }

  /** The number of a stack; the same node has the same one. */
  int stack(int node, ProtobufWriter locations) {
    return stacks.computeIfAbsent(
        node,
        n -> {
          written.message(STACKS, locations);
          return stacks.size() + 1;
        });
  }

  /** All of it; strings come last, since everything else makes them. */
  ProtobufWriter written() {
    for (String text : strings.keySet()) {
      written.text(STRINGS, text);
    }
    return written;
  }
}
