package io.ngxscope.cli.screen;

import org.jline.utils.Signals;

/** Has something done whenever a signal arrives. */
public final class SignalCall implements AutoCloseable {
  private final String name;
  private final Object before;

  /**
   * From now on.
   *
   * @param name of the signal without {@code SIG}, such as {@code USR1}
   */
  public SignalCall(String name, Runnable call) {
    this.name = name;
    this.before = Signals.register(name, call);
  }

  @Override
  public void close() {
    Signals.unregister(name, before);
  }
}
