package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFilesTest {
  private static final OutputFiles.Content NEW = out -> out.write('n');
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("report.html");
  }

  @Test
  void aNewFileIsReadableByItsOwnerAlone() throws IOException {
    OutputFiles.write(file, false, NEW);
    assertThat(file).hasContent("n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aFileThatIsThereIsKeptUnlessForced() throws IOException {
    Files.writeString(file, "old");
    assertThatThrownBy(() -> OutputFiles.write(file, false, NEW))
        .isInstanceOf(DiagnosticException.Usage.class)
        .hasMessageContaining("exists already");
    assertThatThrownBy(() -> OutputFiles.create(file, false))
        .isInstanceOf(DiagnosticException.Usage.class);
    assertThat(file).hasContent("old");
    OutputFiles.write(file, true, NEW);
    assertThat(file).hasContent("n");
    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    OutputFiles.create(file, true).close();
    assertThat(file).isEmptyFile();
  }

  @Test
  void aSymbolicLinkIsNeverFollowedNotEvenByForce() throws IOException {
    Path victim = folder.resolve("victim");
    Files.writeString(victim, "precious");
    Files.createSymbolicLink(file, victim);
    for (boolean force : List.of(false, true)) {
      assertThatThrownBy(() -> OutputFiles.write(file, force, NEW))
          .isInstanceOf(DiagnosticException.Usage.class)
          .hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> OutputFiles.create(file, force))
          .isInstanceOf(DiagnosticException.Usage.class);
    }
    assertThat(victim).hasContent("precious");
  }

  @Test
  void aDanglingLinkIsNotWrittenThrough() throws IOException {
    Path victim = folder.resolve("not-yet");
    Files.createSymbolicLink(file, victim);
    assertThatThrownBy(() -> OutputFiles.write(file, false, NEW))
        .isInstanceOf(DiagnosticException.Usage.class);
    assertThat(victim).doesNotExist();
  }

  @Test
  void aFolderThatIsALinkIsRefused() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);
    assertThatThrownBy(() -> OutputFiles.write(link.resolve("x"), false, NEW))
        .isInstanceOf(DiagnosticException.Usage.class)
        .hasMessageContaining("its folder is a symbolic link");
  }

  @Test
  void foldersDevicesAndMissingFoldersAreUsageErrors() {
    for (Path bad : List.of(folder, Path.of("/dev/null"), folder.resolve("none/x"), Path.of("/"))) {
      assertThatThrownBy(() -> OutputFiles.write(bad, true, NEW))
          .as("%s", bad)
          .isInstanceOf(DiagnosticException.Usage.class);
    }
  }

  @Test
  void whenWritingFailsNothingNewIsLeftAndTheOldIsStillThere() throws IOException {
    OutputFiles.Content failing =
        out -> {
          out.write(new byte[100_000]);
          throw new IOException("No space left on device");
        };
    assertThatThrownBy(() -> OutputFiles.write(file, false, failing))
        .isInstanceOf(DiagnosticException.ProbeFailed.class)
        .hasMessageContaining("No space left on device");
    assertThat(file).doesNotExist();
    Files.writeString(file, "old");
    assertThatThrownBy(() -> OutputFiles.write(file, true, failing))
        .isInstanceOf(DiagnosticException.ProbeFailed.class);
    assertThat(file).hasContent("old");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }
}
