package io.ngxscope.agent.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.StackEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while a capture runs. */
class FullDiskTest {
  @TempDir Path folder;

  @Test
  void whatWasWrittenBeforeIsKeptAndTheCaptureGoesOn() throws IOException {
    Path file = folder.resolve("a.ngxr");
    try (FileChannel disk =
            new FullChannel(
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                4_000);
        RecordingWriter writer = RecordingWriter.open(file, disk, Fixture.INFO, Fixture.CLOCK)) {
      writer.event(Fixture.BLOCK);
      writer.flush();
      writer.event(incompressible(20_000));
      assertThatThrownBy(writer::flush)
          .isInstanceOf(DiagnosticException.ProbeFailed.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("kept up to that point");
      writer.event(Fixture.BLOCK);
      writer.flush();
      writer.finish(Fixture.START);
    }
    Recording kept = RecordingReader.read(file);
    assertThat(kept.blocks()).containsExactly(Fixture.BLOCK);
    assertThat(kept.complete()).isFalse();
    assertThat(kept.quality().notes()).as("cut back to whole members").isEmpty();
    assertThat(Files.size(file)).isLessThan(4_000);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceThatIsFullFromTheStartIsAClearError() throws IOException {
    Path full = Path.of("/dev/full");
    try (FileChannel disk = FileChannel.open(full, StandardOpenOption.WRITE)) {
      assertThatThrownBy(() -> RecordingWriter.open(full, disk, Fixture.INFO, Fixture.CLOCK))
          .isInstanceOf(DiagnosticException.ProbeFailed.class)
          .hasMessageContaining("No space left on device");
    }
  }

  private static Event incompressible(int length) {
    StringBuilder text = new StringBuilder();
    new Random(1).ints(length, 0x21, 0x7e).forEach(text::appendCodePoint);
    Request request = new Request("GET", text.toString());
    return new StackEvent(Fixture.WORKER, Fixture.START, request, Fixture.SAMPLE.sample());
  }
}
