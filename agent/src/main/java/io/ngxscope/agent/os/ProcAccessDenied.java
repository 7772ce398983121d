package io.ngxscope.agent.os;

/**
 * The process exists, but the kernel does not let us read this file of it: it belongs to another
 * user, or the file needs the right to trace ({@code ptrace(2)}, "ptrace access mode checking").
 */
public final class ProcAccessDenied extends ProcException {
  private static final long serialVersionUID = 1L;

  /** Says which file was refused. */
  public ProcAccessDenied(String message) {
    super(message);
  }
}
