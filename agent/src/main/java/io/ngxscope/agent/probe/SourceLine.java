package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.Usage;

/**
 * A line of a script, and where it stands.
 *
 * @param file name of the file
 * @param number from 1
 * @param text the line
 */
public record SourceLine(String file, int number, String text) {
  /** {@code file:line}. */
  public String place() {
    return file + ":" + number;
  }

  /** Something is wrong here. */
  Usage error(String what, String advice) {
    return new Usage(place() + ": " + what, advice);
  }
}
