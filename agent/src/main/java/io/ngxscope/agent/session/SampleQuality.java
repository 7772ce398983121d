package io.ngxscope.agent.session;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.probe.ProbeHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far sampled stacks can be trusted: the sum over all workers. */
final class SampleQuality {
  private final List<String> notes = new ArrayList<>();
  private long complete;
  private long incomplete;
  private long torn;
  private long lost;
  private long workerCpuMicros;

  SampleQuality(boolean kernelKnown) {
    if (!kernelKnown) {
      note(
          "the kernel hides its addresses (kernel.kptr_restrict): of it only system calls are"
              + " named");
    }
  }

  void note(String sentence) {
    if (!notes.contains(sentence)) {
      notes.add(sentence);
    }
  }

  /** Adds a worker whose script has ended. */
  void add(StackWorker worker) {
    StackWorker.Tally tally = worker.tally();
    complete += tally.complete();
    incomplete += tally.incomplete();
    torn += tally.torn();
    lost += worker.lost();
    workerCpuMicros += worker.cpuMicros();
    ProbeHealth health = worker.run().health();
    String who = "worker " + worker.target().pid() + ": ";
    count(who, health.lostEvents(), " lines were lost, the tracer's buffer was full");
    count(who, health.fullMaps(), " times a map of the script was full");
    count(who, health.malformed(), " lines could not be understood");
    count(who, tally.skipped(), " sleeps were measured without a stack: more than 1000 a second");
    count(who, tally.dropped(), " samples came faster than they could be taken");
    health.failures().forEach(f -> note(who + "the tracer: " + f));
    note(
        who
            + "probes in place after "
            + millis(health.attachMicros())
            + ", removed within "
            + millis(health.detachMicros()));
  }

  private void count(String who, long count, String what) {
    if (count > 0) {
      note(who + count + what);
    }
  }

  private static String millis(long micros) {
    return micros / 1000 + " ms";
  }

  /** Says why there is nothing to see, if there is nothing. */
  void idle(long samples, boolean onCpu, long spanMicros) {
    if (samples > 0) {
      return;
    }
    String used = String.format(Locale.ROOT, "%.1f ms", workerCpuMicros / 1e3);
    String span = String.format(Locale.ROOT, "%.1f s", spanMicros / 1e6);
    note(
        onCpu
            ? "no stack was sampled: the workers used "
                + used
                + " of processor time in "
                + span
                + "; capture while there is traffic, longer, or with a higher --hz"
            : "no sleep outside of the event loop was as long as --min in "
                + span
                + "; lower --min, or capture while there is traffic");
  }

  /**
   * All of it.
   *
   * @param dropped samples that were not kept
   */
  Quality sum(long selfCpuMicros, long dropped) {
    return new Quality(
        complete + incomplete,
        0,
        0,
        torn,
        0,
        0,
        0,
        complete,
        incomplete,
        lost + dropped,
        selfCpuMicros,
        notes);
  }

  /** The same with what became of the recording. */
  Quality withRecorder(Recorder recorder, long selfCpuMicros, long dropped) {
    DiagnosticException failure = recorder.failure();
    if (failure != null) {
      note("the recording is incomplete: " + failure.getMessage());
    } else if (recorder.dropped() > 0) {
      note("the recording is incomplete: " + recorder.dropped() + " events came too fast");
    }
    return sum(selfCpuMicros, dropped);
  }
}
