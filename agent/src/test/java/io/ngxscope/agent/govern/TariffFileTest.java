package io.ngxscope.agent.govern;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TariffFileTest {
  private static final Tariff MEASURED = new Tariff(1_100, 11_800, true);

  @TempDir private Path temporary;
  private Path folder = Path.of("/nonexistent");

  @BeforeEach
  void name() {
    folder = temporary.resolve("ngxscope");
  }

  private TariffFile file(String boot) {
    return new TariffFile(folder, boot, "0.17");
  }

  @Test
  void givenAMeasuredPrice_thenItHoldsUntilTheNextBootAndNobodyElseCanReadIt() throws Exception {
    file("boot-1\n").write(MEASURED);

    assertThat(file("boot-1\n").read()).contains(MEASURED);
    assertThat(file("boot-2\n").read()).isEmpty();
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(folder.resolve("uprobe-price"))).isEqualTo("rw-------");
  }

  @Test
  void givenAnAssumedPrice_thenItIsNotKept() {
    file("b").write(Tariff.ASSUMED);

    assertThat(folder).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "b",
        "b 0.17 ",
        "b 0.17 1 1",
        "b 0.17 NaN NaN",
        "b 0.17 1100 1e99",
        "b 0.17 -5 11800",
        "b 0.17 1100 11800 7",
        "b 0.18 1100 11800",
        "\0\0\0"
      })
  void givenAFileWithAnythingElse_thenItCountsForNothing(String content) throws Exception {
    file("b").write(MEASURED);
    Files.writeString(folder.resolve("uprobe-price"), content);

    assertThat(file("b").read()).isEmpty();
  }

  @Test
  void givenAFolderThatOthersMayWriteTo_thenItIsNeitherReadNorWritten() throws Exception {
    file("b").write(MEASURED);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThat(file("b").read()).isEmpty();
    Files.delete(folder.resolve("uprobe-price"));
    file("b").write(MEASURED);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givenALinkInPlaceOfTheFolderOrFile_thenItIsNotFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Files.createSymbolicLink(folder, elsewhere);
    file("b").write(MEASURED);
    assertThat(elsewhere).isEmptyDirectory();
    Files.delete(folder);

    Path victim = Files.writeString(temporary.resolve("victim"), "untouched");
    Files.createDirectory(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(folder.resolve("uprobe-price"), victim);
    file("b").write(MEASURED);
    assertThat(Files.readString(victim)).isEqualTo("untouched");
    assertThat(file("b").read()).isEmpty();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
