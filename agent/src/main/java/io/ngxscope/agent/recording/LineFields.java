package io.ngxscope.agent.recording;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Strict access to the fields of one JSON object of a recording. */
record LineFields(JsonNode object) {
  /**
   * Largest count and time that is believed: every double holds it exactly, sums stay far from
   * overflow.
   */
  static final long MAX_NUMBER = 1L << 53;

  /** Longest duration that is believed, 366 days in microseconds. */
  static final long MAX_DURATION_MICROS = 366L * 86_400 * 1_000_000;

  /** A line is not what it should be. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String why) {
      super(why);
    }
  }

  static LineFields of(@Nullable JsonNode node, String what) throws Malformed {
    if (node == null || !node.isObject()) {
      throw new Malformed(what + " is not an object");
    }
    return new LineFields(node);
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  String text(String name) throws Malformed {
    JsonNode value = object.get(name);
    if (value == null || !value.isTextual()) {
      throw new Malformed("'" + name + "' is not a text");
    }
    return value.textValue();
  }

  @Nullable String textOrNull(String name) throws Malformed {
    return has(name) ? text(name) : null;
  }

  boolean truth(String name) throws Malformed {
    JsonNode value = object.get(name);
    if (value == null || !value.isBoolean()) {
      throw new Malformed("'" + name + "' is neither true nor false");
    }
    return value.booleanValue();
  }

  /** A whole number of either sign. */
  long anyLong(String name) throws Malformed {
    return anyLong(object.get(name), name);
  }

  private static long anyLong(@Nullable JsonNode value, String name) throws Malformed {
    if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new Malformed("'" + name + "' is not a whole number");
    }
    return value.longValue();
  }

  long number(String name) throws Malformed {
    return within(anyLong(name), 0, MAX_NUMBER, name);
  }

  long duration(String name) throws Malformed {
    return within(anyLong(name), 0, MAX_DURATION_MICROS, name);
  }

  int number(String name, int least) throws Malformed {
    return (int) within(anyLong(name), least, Integer.MAX_VALUE, name);
  }

  private static long within(long value, long least, long most, String name) throws Malformed {
    if (value < least || value > most) {
      throw new Malformed("'" + name + "' is out of range");
    }
    return value;
  }

  /** A number that names an entry of a table. */
  static int id(JsonNode value, String name) throws Malformed {
    return (int) within(anyLong(value, name), 0, Integer.MAX_VALUE, name);
  }

  LineFields inner(String name) throws Malformed {
    return of(object.get(name), "'" + name + "'");
  }

  JsonNode array(String name) throws Malformed {
    JsonNode value = object.get(name);
    if (value == null || !value.isArray()) {
      throw new Malformed("'" + name + "' is not a list");
    }
    return value;
  }

  List<String> texts(String name) throws Malformed {
    List<String> texts = new ArrayList<>();
    for (JsonNode value : array(name)) {
      if (!value.isTextual()) {
        throw new Malformed("'" + name + "' holds something else than texts");
      }
      texts.add(value.textValue());
    }
    return texts;
  }

  Map<String, String> textMap(String name) throws Malformed {
    Map<String, String> map = new TreeMap<>();
    LineFields inner = inner(name);
    for (Iterator<String> names = inner.object.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      map.put(key, inner.text(key));
    }
    return map;
  }

  /**
   * Some numbers, of either sign.
   *
   * @param count how many
   */
  static long[] numbers(JsonNode value, int count, String name) throws Malformed {
    if (!value.isArray() || value.size() != count) {
      throw new Malformed("'" + name + "' holds something else than " + count + " numbers");
    }
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = within(anyLong(value.get(i), name), -MAX_NUMBER, MAX_NUMBER, name);
    }
    return numbers;
  }

  /** A number of either sign that a double holds exactly. */
  long signed(String name) throws Malformed {
    return within(anyLong(name), -MAX_NUMBER, MAX_NUMBER, name);
  }

  /** Three numbers: from, to, how many. */
  static long[] triple(JsonNode value, String name) throws Malformed {
    if (!value.isArray() || value.size() != 3) {
      throw new Malformed("'" + name + "' holds something else than three numbers");
    }
    long[] triple = new long[3];
    for (int i = 0; i < triple.length; i++) {
      triple[i] = within(anyLong(value.get(i), name), 0, MAX_NUMBER >> 8, name);
    }
    return triple;
  }
}
