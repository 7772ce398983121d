package io.ngxscope.agent.model;

/**
 * A failure that the user can act on: what failed, why, and what to do next. Engines throw the
 * meaning; only the command line maps it to an exit code.
 */
public abstract sealed class DiagnosticException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String message;
  private final String advice;

  private DiagnosticException(String message, String advice) {
    super(message);
    this.message = message;
    this.advice = advice;
  }

  /** What failed and why. */
  @Override
  public String getMessage() {
    return message;
  }

  /** What to do next, one sentence; empty if nothing can be said. */
  public String advice() {
    return advice;
  }

  /** The arguments make no sense. */
  public static final class Usage extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong with the arguments, and how they should be. */
    public Usage(String message, String advice) {
      super(message, advice);
    }
  }

  /** There is no such process, or it is not what the command needs. */
  public static final class NoTarget extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says which target, and how to find the right one. */
    public NoTarget(String message, String advice) {
      super(message, advice);
    }
  }

  /** The kernel refuses. */
  public static final class NoPermission extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says what was refused, and which privilege is missing. */
    public NoPermission(String message, String advice) {
      super(message, advice);
    }
  }

  /** A program that is needed is not installed, or too old. */
  public static final class MissingTool extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says which tool, and how to get it. */
    public MissingTool(String message, String advice) {
      super(message, advice);
    }
  }

  /** This kernel, or this build of nginx or LuaJIT, is not supported. */
  public static final class Unsupported extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says what is not supported, and what works instead. */
    public Unsupported(String message, String advice) {
      super(message, advice);
    }
  }

  /** A probe or the watch itself failed. */
  public static final class ProbeFailed extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says what failed, with the evidence. */
    public ProbeFailed(String message, String advice) {
      super(message, advice);
    }
  }

  /** Tracing would cost the target more than is allowed. */
  public static final class TooCostly extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says what it would cost, what is allowed, and what costs less. */
    public TooCostly(String message, String advice) {
      super(message, advice);
    }
  }

  /** A recording cannot be read. */
  public static final class BadRecording extends DiagnosticException {
    private static final long serialVersionUID = 1L;

    /** Says which file and where it breaks. */
    public BadRecording(String message, String advice) {
      super(message, advice);
    }
  }
}
