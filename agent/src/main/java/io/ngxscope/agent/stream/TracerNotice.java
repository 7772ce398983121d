package io.ngxscope.agent.stream;

/** Something that a tracer says about itself. Its texts are as printed: escape where shown. */
public sealed interface TracerNotice {
  /** Every probe is in place and events are being read. */
  record Attached() implements TracerNotice {}

  /**
   * Events were thrown away since nobody read them in time.
   *
   * @param count how many
   */
  record LostEvents(long count) implements TracerNotice {}

  /**
   * A map took no more keys: what its script counts or remembers is incomplete.
   *
   * @param text as printed
   */
  record FullMap(String text) implements TracerNotice {}

  /**
   * The tracer gave up, or the script is wrong.
   *
   * @param line of the script it was given, from 1; 0 if it names none
   * @param text what is wrong
   */
  record Failure(int line, String text) implements TracerNotice {}

  /**
   * Something to know, such as a deprecated word.
   *
   * @param text as printed
   */
  record Warning(String text) implements TracerNotice {}

  /**
   * Nothing to care about.
   *
   * @param text as printed
   */
  record Harmless(String text) implements TracerNotice {}

  /**
   * Words that are not known: shown as evidence if the tracer fails.
   *
   * @param text as printed
   */
  record Other(String text) implements TracerNotice {}
}
