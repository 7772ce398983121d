package io.ngxscope.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.samples.Needs;
import io.ngxscope.samples.NginxSample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A sample that does the same in two ways: under {@code /sick/} it blocks the event loop, under
 * {@code /cured/} it does not. Each way is watched by one capture.
 */
final class Variants {
  private static final int THRESHOLD_MS = 30;

  private final NginxSample sample;

  Variants(NginxSample sample) {
    this.sample = sample;
  }

  /** What {@code ngxscope block} reports while something is done. */
  CaptureResult watch(Runnable load) {
    Needs.ptraceOf(sample.workers().get(0));
    try (Capture capture = Capture.start(sample.master(), "--threshold", THRESHOLD_MS + "ms")) {
      capture.awaitWatching(sample.workers());
      load.run();
      return capture.interrupt();
    }
  }

  /** Asks for a path, and sees that it is answered well. */
  void ask(String path) {
    NginxSample.Answer answer = sample.get(path);
    assertThat(answer.status()).as("%s\n%s", path, sample.errorLog()).isEqualTo(200);
  }

  /** The block of a path is there, and its stacks have the line with this mark. */
  void assertDiagnosed(CaptureResult result, String uri, String file, String mark) {
    Path source = sample.prefix().resolve("lua").resolve(file);
    int line = markedLine(source, mark);
    List<FoundBlock> blocks = result.blocks().stream().filter(b -> uri.equals(b.uri())).toList();
    assertThat(blocks).as("a block of %s; %s", uri, result.describe()).isNotEmpty();
    assertThat(blocks)
        .as("%s is accused at %s:%d; %s", uri, source, line, result.describe())
        .anySatisfy(
            block ->
                assertThat(block.stacks())
                    .flatExtracting(FoundStack::lua)
                    .anySatisfy(
                        frame -> {
                          assertThat(frame.file()).isEqualTo(source.toString());
                          assertThat(frame.line()).isEqualTo(line);
                        }));
  }

  /**
   * Nothing below a path kept the loop by computing or by a system call. That a worker waited for a
   * processor is no fault of its own: tests run on busy machines.
   */
  void assertClean(CaptureResult result, String prefix) {
    assertThat(result.quality("ticks")).as(result::describe).isPositive();
    assertThat(result.blocks())
        .filteredOn(block -> block.uri() != null && block.uri().startsWith(prefix))
        .as(result::describe)
        .noneMatch(block -> block.onCpuMs() > THRESHOLD_MS)
        .noneMatch(block -> inCalls(block) > THRESHOLD_MS);
  }

  private static double inCalls(FoundBlock block) {
    return block.syscalls().stream().mapToDouble(FoundBlock.Call::ms).sum();
  }

  private static int markedLine(Path source, String mark) {
    try {
      List<String> lines = Files.readAllLines(source);
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).endsWith("-- BLOCKS: " + mark)) {
          return i + 1;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("no mark " + mark + " in " + source);
  }
}
