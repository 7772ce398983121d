package io.ngxscope.agent.core;

import java.io.IOException;

/** A file is no core file that can be read; the message completes "because ...". */
public final class CoreFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  CoreFormatException(String message) {
    super(message);
  }
}
