package io.ngxscope.agent.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.stream.TracerNotice.Attached;
import io.ngxscope.agent.stream.TracerNotice.Failure;
import io.ngxscope.agent.stream.TracerNotice.Harmless;
import io.ngxscope.agent.stream.TracerNotice.LostEvents;
import io.ngxscope.agent.stream.TracerNotice.Other;
import io.ngxscope.agent.stream.TracerNotice.Warning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of standard error, as versions 0.17 and 0.23 print them. */
class BpftraceWordsTest {
  @Test
  void whatMeansNothingIsHarmless() {
    assertThat(
            BpftraceWords.onError(
                "ERROR: Unknown error -1: couldn't set RLIMIT_MEMLOCK for bpftrace. If your program"
                    + " is not loading, you can try \"ulimit -l 8192\" to fix the problem"))
        .isInstanceOf(Harmless.class);
    assertThat(BpftraceWords.onError("WARNING: Total lost event count: 12"))
        .isInstanceOf(Harmless.class);
  }

  @Test
  void aMessageBeforeTheHarmlessOneOnTheSameLineIsNotSwallowed() {
    assertThat(
            BpftraceWords.onError(
                "ERROR: Could not resolve address: /lib/x.so:0x10001ERROR: Unknown error -1:"
                    + " couldn't set RLIMIT_MEMLOCK for bpftrace."))
        .isEqualTo(new Failure(0, "Could not resolve address: /lib/x.so:0x10001"));
  }

  @Test
  void anErrorOfTheScriptHasItsLine() {
    assertThat(BpftraceWords.onError("stdin:12:1-19: ERROR: tracepoint not found: foo:bar"))
        .isEqualTo(new Failure(12, "tracepoint not found: foo:bar"));
    assertThat(BpftraceWords.onError("stdin:3-5: ERROR: syntax error"))
        .isEqualTo(new Failure(3, "syntax error"));
  }

  @Test
  void lostEventsAreCountedWhereverTheyAreTold() {
    assertThat(BpftraceWords.onError("Lost 42 events")).isEqualTo(new LostEvents(42));
    assertThat(BpftraceWords.onError("__BPFTRACE_NOTIFY_PROBES_ATTACHED"))
        .isEqualTo(new Attached());
  }

  @Test
  void otherWordsAreKeptAsWarningsOrEvidence() {
    assertThat(BpftraceWords.onError("WARNING: BPFTRACE_STRLEN is deprecated."))
        .isEqualTo(new Warning("BPFTRACE_STRLEN is deprecated."));
    assertThat(BpftraceWords.onError("tracepoint:foo:bar { @c++; }")).isInstanceOf(Other.class);
  }

  @Test
  void whatWasPrintedOnceIsUnderstoodToday() throws IOException {
    List<TracerNotice> notices =
        Files.readAllLines(
                Path.of("src/test/resources/io/ngxscope/agent/stream/bpftrace-0.17-stderr.txt"))
            .stream()
            .filter(line -> !line.isBlank())
            .map(BpftraceWords::onError)
            .toList();

    assertThat(notices).filteredOn(Harmless.class::isInstance).hasSize(5);
    assertThat(notices).filteredOn(Attached.class::isInstance).hasSize(1);
    assertThat(notices)
        .filteredOn(Failure.class::isInstance)
        .containsExactly(
            new Failure(2, "syntax error, unexpected end of file"),
            new Failure(1, "tracepoint not found: foo:bar"));
  }
}
