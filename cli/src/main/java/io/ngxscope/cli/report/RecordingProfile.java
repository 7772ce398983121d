package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.StackEvent;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.ProfileBuilder;
import io.ngxscope.agent.profile.SampleLabels;
import io.ngxscope.agent.recording.Recording;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of a recording, weighed by time: one sample for each of the recording, those of blocks
 * first, in its order.
 */
final class RecordingProfile {
  private RecordingProfile() {}

  static Profile of(Recording recording) {
    ProfileBuilder builder = new ProfileBuilder();
    for (Block block : recording.blocks()) {
      for (StackSample sample : block.stacks()) {
        add(builder, sample, block.worker(), block.request());
      }
    }
    for (StackEvent event : recording.samples()) {
      add(builder, event.sample(), event.worker(), event.request());
    }
    return builder.build("microseconds");
  }

  private static void add(
      ProfileBuilder builder, StackSample sample, ProcessKey worker, @Nullable Request request) {
    SampleLabels labels =
        new SampleLabels(
            worker.pid().value(),
            request == null ? "" : request.method(),
            request == null ? "" : request.uri(),
            sample.kind() == StackSample.Kind.ON_CPU ? "computing" : "waiting");
    builder.sample(sample.stack(), sample.micros(), sample.samples(), labels);
  }
}
