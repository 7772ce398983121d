package io.ngxscope.agent.os;

/**
 * The process exists, but the file says nothing usable: this kernel does not have it, the process
 * is a zombie, or its content is not what {@code proc(5)} describes.
 */
public final class ProcUnusable extends ProcException {
  private static final long serialVersionUID = 1L;

  /** Says which file, and what is wrong with it. */
  public ProcUnusable(String message) {
    super(message);
  }
}
