package io.ngxscope.cli.command;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Guesses what a mistyped word was meant to be. */
public final class Suggestion {
  private Suggestion() {}

  /** The known word that is nearest, if one is near: a third of the letters may be wrong. */
  public static Optional<String> near(String word, List<String> known) {
    Optional<String> begun =
        known.stream().filter(k -> word.length() > 1 && k.startsWith(word)).findFirst();
    int allowed = Math.max(1, word.length() / 3);
    return begun.or(
        () ->
            known.stream()
                .filter(k -> distance(word, k) <= allowed)
                .min(Comparator.comparingInt(k -> distance(word, k))));
  }

  /** Letters to insert, drop, replace, or exchange with their neighbour. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        d[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : step(a, b, i, j, d);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(String a, String b, int i, int j, int[][] d) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
    boolean exchanged =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return exchanged ? Math.min(best, d[i - 2][j - 2] + 1) : best;
  }
}
