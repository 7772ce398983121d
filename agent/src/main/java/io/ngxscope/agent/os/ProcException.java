package io.ngxscope.agent.os;

/**
 * A file below {@code /proc/PID} gave no answer. Checked, since processes come and go and every
 * caller has to decide what that means for it.
 */
public abstract sealed class ProcException extends Exception
    permits NoSuchProcess, ProcAccessDenied, ProcUnusable {
  private static final long serialVersionUID = 1L;
  private final String message;

  ProcException(String message) {
    super(message);
    this.message = message;
  }

  /** What failed, never null. */
  @Override
  public String getMessage() {
    return message;
  }
}
