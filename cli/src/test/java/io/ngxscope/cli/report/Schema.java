package io.ngxscope.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * As much of JSON Schema as {@code schema-1.json} and speedscope's schema use; fails on a keyword
 * that it does not know.
 */
final class Schema {
  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "$defs",
          "definitions",
          "anyOf",
          "$ref",
          "title",
          "type",
          "const",
          "enum",
          "required",
          "properties",
          "items",
          "additionalProperties");
  private final JsonNode root;

  Schema(JsonNode root) {
    this.root = root;
  }

  /** What is wrong with a value, each with its place; empty if nothing. */
  List<String> errors(JsonNode value) {
    List<String> errors = new ArrayList<>();
    check(value, root, "", errors);
    return errors;
  }

  private void check(JsonNode value, JsonNode schema, String at, List<String> errors) {
    schema
        .fieldNames()
        .forEachRemaining(k -> require(KNOWN.contains(k), at, "keyword " + k, errors));
    if (schema.has("$ref")) {
      check(value, root.at(schema.get("$ref").textValue().substring(1)), at, errors);
      return;
    }
    if (schema.has("anyOf")) {
      require(anyOf(value, schema.get("anyOf")), at, "is nothing that it may be", errors);
      return;
    }
    if (schema.has("const")) {
      require(value.equals(schema.get("const")), at, "is not " + schema.get("const"), errors);
    }
    if (schema.has("enum")) {
      require(holds(schema.get("enum"), value), at, value + " is not one of the known", errors);
    }
    if (schema.has("type")) {
      require(ofType(value, schema.get("type")), at, "is no " + schema.get("type"), errors);
    }
    for (JsonNode name : schema.path("required")) {
      require(value.has(name.textValue()), at, "lacks " + name, errors);
    }
    for (int i = 0; schema.has("items") && i < value.size(); i++) {
      check(value.get(i), schema.get("items"), at + "/" + i, errors);
    }
    fields(value, schema, at, errors);
  }

  private boolean anyOf(JsonNode value, JsonNode schemas) {
    for (JsonNode schema : schemas) {
      List<String> errors = new ArrayList<>();
      check(value, schema, "", errors);
      if (errors.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void fields(JsonNode value, JsonNode schema, String at, List<String> errors) {
    for (Iterator<String> names = value.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      JsonNode known = schema.path("properties").path(name);
      JsonNode more = schema.path("additionalProperties");
      if (!known.isMissingNode()) {
        check(value.get(name), known, at + "/" + name, errors);
      } else if (more.isObject()) {
        check(value.get(name), more, at + "/" + name, errors);
      } else {
        // Stricter than the standard: what ngxscope itself writes must be described.
        require(false, at, "has an undescribed " + name, errors);
      }
    }
  }

  private static boolean ofType(JsonNode value, JsonNode type) {
    if (type.isArray()) {
      for (JsonNode one : type) {
        if (ofType(value, one)) {
          return true;
        }
      }
      return false;
    }
    return switch (type.textValue()) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "integer" -> value.isIntegralNumber();
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "null" -> value.isNull();
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  private static boolean holds(JsonNode values, JsonNode value) {
    for (JsonNode one : values) {
      if (one.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static void require(boolean fine, String at, String why, List<String> errors) {
    if (!fine) {
      errors.add(at + " " + why);
    }
  }
}
