package io.ngxscope.agent.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {
  @TempDir private Path folder;

  @Test
  void onlyRegularFilesOfDeadWritersAreFoundAndRemoved() throws Exception {
    Path left = Files.createFile(folder.resolve(".ngxscope-4242-123456.tmp"));
    Path living = Files.createFile(folder.resolve(".ngxscope-77-123456.tmp"));
    Path other = Files.createFile(folder.resolve(".ngxscope-report.tmp"));
    Path victim = Files.writeString(folder.resolve("victim"), "x");
    Path link = folder.resolve(".ngxscope-4243-1.tmp");
    Files.createSymbolicLink(link, victim);
    TemporaryFiles files = new TemporaryFiles(folder, pid -> pid.value() == 77);

    assertThat(files.find())
        .containsExactly(new Leftover(Leftover.Kind.TEMPORARY_FILE, left.toString(), 4242));

    files.find().forEach(f -> assertThat(files.remove(f)).isEmpty());
    assertThat(left).doesNotExist();
    assertThat(living).exists();
    assertThat(other).exists();
    assertThat(link).isSymbolicLink();
    assertThat(victim).hasContent("x");
  }
}
