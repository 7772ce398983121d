package io.ngxscope.agent.foreign;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.ProfileBuilder;
import java.util.ArrayList;
import java.util.List;

/** What a reader fills: the stacks, their unit, and what there is to say of the file. */
final class Intake {
  /** The unit of formats that do not name one. */
  static final String SAMPLES = "samples";

  private final ProfileBuilder builder;
  private final List<String> notes = new ArrayList<>();
  private String unit = SAMPLES;
  private long stacks;
  private long skippedLines;

  Intake(ProfileBuilder builder) {
    this.builder = builder;
  }

  ProfileBuilder builder() {
    return builder;
  }

  /** Adds a stack, outermost frame first. */
  void add(List<Frame> frames, long weight) {
    int node = 0;
    for (Frame frame : frames) {
      node = builder.child(node, builder.frame(frame));
    }
    added(node, weight);
  }

  /** Adds weight to a stack that is known already. */
  void added(int node, long weight) {
    builder.weigh(node, weight);
    stacks++;
  }

  void skipLine() {
    skipLines(1);
  }

  void skipLines(long count) {
    skippedLines += count;
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  void unit(String name) {
    unit = name;
  }

  String unit() {
    return unit;
  }

  /** How many stacks were added, equal ones included. */
  long stacks() {
    return stacks;
  }

  long skippedLines() {
    return skippedLines;
  }

  List<String> notes() {
    return notes;
  }
}
