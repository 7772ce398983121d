package io.ngxscope.cli.screen;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.Signals;

/**
 * Turns Ctrl-C, SIGTERM and a closed terminal into a wish to end: the capture stops early and
 * everything found so far is written. The second signal ends the program at once.
 */
public final class Interrupts implements AutoCloseable {
  private static final int KILLED_BY_INT = 130;
  private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

  private final List<Runnable> undo = new ArrayList<>();
  private volatile boolean requested;

  private Interrupts() {}

  /** Takes the signals until closed. */
  public static Interrupts watch() {
    Interrupts interrupts = new Interrupts();
    for (String name : NAMES) {
      Object before = Signals.register(name, interrupts::arrived);
      interrupts.undo.add(() -> Signals.unregister(name, before));
    }
    return interrupts;
  }

  private void arrived() {
    if (requested) {
      Runtime.getRuntime().halt(KILLED_BY_INT);
    }
    requested = true;
  }

  /** True from the first signal on. */
  public boolean requested() {
    return requested;
  }

  @Override
  public void close() {
    undo.forEach(Runnable::run);
  }
}
