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
  private final Runnable first;
  private volatile boolean requested;

  private Interrupts(Runnable first) {
    this.first = first;
  }

  /** Takes the signals until closed. */
  public static Interrupts watch() {
    return watch(NAMES, () -> {});
  }

  /** Takes Ctrl-C alone until closed: the first one interrupts this thread. */
  public static Interrupts ofThisThread() {
    return watch(List.of("INT"), Thread.currentThread()::interrupt);
  }

  private static Interrupts watch(List<String> names, Runnable first) {
    Interrupts interrupts = new Interrupts(first);
    for (String name : names) {
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
    first.run();
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
