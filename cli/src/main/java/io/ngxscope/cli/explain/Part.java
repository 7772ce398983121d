package io.ngxscope.cli.explain;

import java.util.List;

/** A part of an explanation. */
public sealed interface Part {
  /** The title of a section. */
  record Heading(String text) implements Part {}

  /** Running text, to be wrapped. */
  record Paragraph(String text) implements Part {}

  /** A point of a list, to be wrapped. */
  record Item(String text) implements Part {}

  /** Lines that stay as they are. */
  record Literal(List<String> lines) implements Part {
    /** Copies the lines. */
    public Literal {
      lines = List.copyOf(lines);
    }
  }
}
