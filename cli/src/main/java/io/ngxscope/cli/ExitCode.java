package io.ngxscope.cli;

import io.ngxscope.agent.model.DiagnosticException;

/** What the exit status says to scripts; nobody but {@link Main} turns meanings into it. */
final class ExitCode {
  static final int DONE = 0;
  static final int USAGE = 2;
  static final int NO_TARGET = 3;
  static final int NO_PERMISSION = 4;
  static final int MISSING_TOOL = 5;
  static final int UNSUPPORTED = 6;
  static final int PROBE_FAILED = 7;
  static final int BAD_RECORDING = 8;
  static final int TOO_COSTLY = 9;

  /** {@code EX_SOFTWARE} of {@code sysexits.h}. */
  static final int BUG = 70;

  private ExitCode() {}

  /**
   * The status for a failure. A test asks for every kind that {@link DiagnosticException} permits,
   * since Java 17 has no switch over sealed types.
   */
  static int of(DiagnosticException failure) {
    if (failure instanceof DiagnosticException.Usage) {
      return USAGE;
    } else if (failure instanceof DiagnosticException.NoTarget) {
      return NO_TARGET;
    } else if (failure instanceof DiagnosticException.NoPermission) {
      return NO_PERMISSION;
    } else if (failure instanceof DiagnosticException.MissingTool) {
      return MISSING_TOOL;
    } else if (failure instanceof DiagnosticException.Unsupported) {
      return UNSUPPORTED;
    } else if (failure instanceof DiagnosticException.ProbeFailed) {
      return PROBE_FAILED;
    } else if (failure instanceof DiagnosticException.BadRecording) {
      return BAD_RECORDING;
    } else if (failure instanceof DiagnosticException.TooCostly) {
      return TOO_COSTLY;
    }
    return BUG;
  }
}
