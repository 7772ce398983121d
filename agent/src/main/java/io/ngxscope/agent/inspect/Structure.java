package io.ngxscope.agent.inspect;

import java.util.List;

/**
 * A structure whose fields are known.
 *
 * @param name its name in C
 * @param evidence how the offsets were verified in this process, in words
 * @param fields those that are known
 */
public record Structure(String name, String evidence, List<Field> fields) {
  /** Copies the list. */
  public Structure {
    fields = List.copyOf(fields);
  }

  /**
   * A field.
   *
   * @param name in C
   * @param offset in bytes
   */
  public record Field(String name, long offset) {}
}
