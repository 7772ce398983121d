package io.ngxscope.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs {@code ./ngxscope} as a user does: as a process of its own, with arguments, signals, an exit
 * status and two streams. With {@code -Dngxscope.program=FILE} it is another program that is
 * tested, such as that of the archive which {@code make dist} makes.
 */
public final class Launcher {
  private static final String PROGRAM = "ngxscope.program";

  private final List<String> prefix;
  private final Path folder;

  private Launcher(List<String> prefix, Path folder) {
    this.prefix = List.copyOf(prefix);
    this.folder = folder;
  }

  /** The program under test: the launcher at the top of this source tree, or another one. */
  public static Launcher ofThisTree() {
    Path root = ProjectRoot.find();
    String program = System.getProperty(PROGRAM, "");
    Path file = program.isEmpty() ? root.resolve("ngxscope") : root.resolve(program);
    return new Launcher(List.of(file.toString()), root);
  }

  /** The program of the archive that {@code make dist} makes, if that was made. */
  public static Optional<Launcher> packaged() {
    Path root = ProjectRoot.find();
    try (Stream<Path> made = Files.list(root.resolve("target/dist"))) {
      return made.map(tree -> tree.resolve("bin/ngxscope"))
          .filter(Files::isExecutable)
          .findFirst()
          .map(program -> new Launcher(List.of(program.toString()), root));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The file that is run. */
  public static Path program() {
    return ofThisTree().file();
  }

  /** The file that this one runs. */
  public Path file() {
    return Path.of(prefix.get(prefix.size() - 1));
  }

  /** The same, run by another user; see {@link Needs#otherUser}. */
  public Launcher as(String user) {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid", user, "--clear-groups", "--inh-caps=-all"));
    command.addAll(prefix);
    return new Launcher(command, folder);
  }

  /** The same, with a variable set in its environment. */
  public Launcher with(String variable, String value) {
    List<String> command = new ArrayList<>(List.of("env", variable + "=" + value));
    command.addAll(prefix);
    return new Launcher(command, folder);
  }

  /** The same with some of the rights of root taken away, such as {@code bpf}. */
  public Launcher without(String... capabilities) {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--bounding-set=-" + String.join(",-", capabilities)));
    command.addAll(prefix);
    return new Launcher(command, folder);
  }

  /** The same, finding tools in one folder only. */
  public Launcher withPath(Path tools) {
    List<String> command = new ArrayList<>(List.of("env", "PATH=" + tools));
    command.addAll(prefix);
    return new Launcher(command, folder);
  }

  /** The same, run in another folder. */
  public Launcher in(Path other) {
    return new Launcher(prefix, other);
  }

  /**
   * Runs it to its end.
   *
   * @throws IllegalStateException if it takes longer than {@code limit}; it is killed then
   */
  public Outcome run(Duration limit, String... arguments) {
    return Running.run(command(arguments), folder, limit);
  }

  /** Starts it; the test sends signals and waits, or closes it. */
  public Running start(String... arguments) {
    return Running.start(command(arguments), folder);
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(arguments));
    return command;
  }
}
