package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import java.util.Arrays;
import java.util.List;

/** Process numbers as people write them: {@code -p 1,2 -p 3}. */
public final class PidList {
  private static final int MAX = 1_024;

  private PidList() {}

  /**
   * Understands the values of all {@code -p}.
   *
   * @return each number once, in the order given
   * @throws Usage if one of them is not a process number
   */
  public static List<Pid> parse(List<String> values) {
    List<Pid> pids =
        values.stream()
            .flatMap(v -> Arrays.stream(v.split(",", -1)))
            .map(PidList::pid)
            .distinct()
            .toList();
    if (pids.size() > MAX) {
      throw new Usage("-p names more than " + MAX + " processes", "give a master instead");
    }
    return pids;
  }

  private static Pid pid(String word) {
    try {
      return new Pid(Integer.parseInt(word.strip()));
    } catch (IllegalArgumentException e) {
      throw new Usage(
          "-p '" + word + "' is not a process number", "`ngxscope ps` lists nginx processes");
    }
  }
}
