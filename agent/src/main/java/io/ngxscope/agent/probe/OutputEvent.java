package io.ngxscope.agent.probe;

import io.ngxscope.agent.stream.Row;
import java.util.List;

/**
 * An event that a script prints.
 *
 * @param kind the first column
 * @param columns the others
 * @param description for people; may be empty
 */
public record OutputEvent(String kind, List<Column> columns, String description) {
  /** Copies the columns. */
  public OutputEvent {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param name its name
   * @param unit what it holds
   * @param repeated whether it may come any number of times; only the last one can
   */
  public record Column(String name, ColumnUnit unit, boolean repeated) {}

  /** Whether a row of this kind has the columns that it should have. */
  public boolean accepts(Row row) {
    List<String> given = row.columns();
    boolean open = !columns.isEmpty() && columns.get(columns.size() - 1).repeated();
    int fixed = open ? columns.size() - 1 : columns.size();
    if (given.size() < fixed || (!open && given.size() > fixed)) {
      return false;
    }
    for (int i = 0; i < given.size(); i++) {
      if (!columns.get(Math.min(i, columns.size() - 1)).unit().accepts(given.get(i))) {
        return false;
      }
    }
    return true;
  }
}
