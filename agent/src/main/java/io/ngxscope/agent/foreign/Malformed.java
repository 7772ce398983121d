package io.ngxscope.agent.foreign;

import java.io.IOException;

/** A file is not what it begins as: says why, in words that follow "it is broken: ". */
final class Malformed extends IOException {
  private static final long serialVersionUID = 1L;

  Malformed(String why) {
    super(why);
  }
}
