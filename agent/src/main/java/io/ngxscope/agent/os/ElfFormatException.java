package io.ngxscope.agent.os;

import java.io.IOException;

/**
 * Bytes that claim to be an ELF object, or a table inside one, but break its rules. The only
 * exception that the ELF and {@code .eh_frame} readers throw for hostile input.
 */
public final class ElfFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Says which rule is broken, with numbers but no text of the file. */
  public ElfFormatException(String message) {
    super(message);
  }
}
