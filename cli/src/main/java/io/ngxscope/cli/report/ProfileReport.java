package io.ngxscope.cli.report;

import io.ngxscope.agent.profile.Profile;
import java.io.IOException;
import java.io.OutputStream;

/** One way to show stacks and their weights. */
@FunctionalInterface
public interface ProfileReport {
  /**
   * Shows the whole profile.
   *
   * @param profile the stacks; their texts may be hostile
   * @param facts where they come from
   * @param out where to; left open
   * @throws IOException only from the stream
   */
  void render(Profile profile, ProfileFacts facts, OutputStream out) throws IOException;
}
