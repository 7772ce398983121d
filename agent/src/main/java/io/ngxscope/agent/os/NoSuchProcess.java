package io.ngxscope.agent.os;

/** The process does not exist, or does not exist any more. */
public final class NoSuchProcess extends ProcException {
  private static final long serialVersionUID = 1L;

  /** Says which process, or which file of it, was asked for. */
  public NoSuchProcess(String message) {
    super(message);
  }
}
