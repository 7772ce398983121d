package io.ngxscope.agent.clean;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.os.ProcFs;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/** Halves of files in one folder, whose writers are dead. */
final class TemporaryFiles implements Source {
  private static final int MAX_FILES = 1_000;

  private final Path folder;
  private final Predicate<Pid> isAlive;

  TemporaryFiles(Path folder) {
    this(folder, ProcFs.LIVE::exists);
  }

  TemporaryFiles(Path folder, Predicate<Pid> isAlive) {
    this.folder = folder;
    this.isAlive = isAlive;
  }

  @Override
  public List<Leftover> find() {
    List<Leftover> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, this::isLeft)) {
      for (Path file : files) {
        OptionalInt writer = OutputFiles.writerOf(file);
        if (writer.isPresent() && found.size() < MAX_FILES) {
          Leftover.Kind kind = Leftover.Kind.TEMPORARY_FILE;
          found.add(new Leftover(kind, file.toString(), writer.getAsInt()));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      return found; // what cannot be read holds nothing of ours
    }
    return found;
  }

  private boolean isLeft(Path file) {
    OptionalInt writer = OutputFiles.writerOf(file);
    return writer.isPresent()
        && writer.getAsInt() > 0
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && !isAlive.test(new Pid(writer.getAsInt()));
  }

  @Override
  public String remove(Leftover leftover) {
    try {
      Files.deleteIfExists(Path.of(leftover.what()));
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
