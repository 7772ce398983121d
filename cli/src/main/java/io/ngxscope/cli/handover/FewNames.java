package io.ngxscope.cli.handover;

import java.util.HashSet;
import java.util.Set;

/**
 * Keeps the number of label values down: the first ones keep their names, all later ones are
 * {@value #OTHER}. Names come from targets, which could make up any number of them.
 */
final class FewNames {
  static final String OTHER = "(other)";

  private final int most;
  private final Set<String> known = new HashSet<>();

  FewNames(int most) {
    this.most = most;
  }

  /** The name to show. */
  String of(String name) {
    if (known.contains(name)) {
      return name;
    }
    return known.size() < most && known.add(name) ? name : OTHER;
  }
}
