package io.ngxscope.agent.code;

import java.util.List;

/**
 * A load or store that a function makes through one of its arguments.
 *
 * @param path the way there: the argument is followed by every step's offset in turn, the last of
 *     which is read or written
 * @param bytes read or written: 1, 2, 4 or 8
 * @param store whether it writes
 */
public record FieldAccess(List<Step> path, int bytes, boolean store) {
  /** Copies the path. */
  public FieldAccess {
    path = List.copyOf(path);
  }

  /**
   * One step through a pointer.
   *
   * @param offset of the field, in bytes
   * @param indexed whether a variable index is added: it is then an array
   */
  public record Step(long offset, boolean indexed) {
    /** Whether it is a plain field at a distance that a structure can have. */
    public boolean isField() {
      return !indexed && offset >= 0 && offset < 1 << 16;
    }
  }

  /** Whether it goes through so many plain fields. */
  public boolean isFields(int count) {
    return path.size() == count && path.stream().allMatch(Step::isField);
  }

  /** Offset of a step's field. */
  public long offset(int step) {
    return path.get(step).offset();
  }
}
