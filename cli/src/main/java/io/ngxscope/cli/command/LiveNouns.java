package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.target.Instance;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.cli.report.Printable;
import io.ngxscope.cli.screen.LineEditor.Proposal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The processes and files of this machine, as they are now. */
final class LiveNouns implements Completion.Nouns {
  /** More would be of no use in a menu. */
  private static final int MAX_FILES = 500;

  @Override
  public List<Proposal> processes() {
    try {
      return TargetFinder.live().find().stream()
          .flatMap(LiveNouns::useful)
          .map(t -> new Proposal(t.pid().toString(), describe(t), false))
          .toList();
    } catch (DiagnosticException e) {
      return List.of(); // the command itself will say why
    }
  }

  /** The master and who serves requests. */
  private static Stream<Target> useful(Instance instance) {
    return Stream.concat(
        instance.master().stream(), instance.workers().stream().map(Instance.Worker::target));
  }

  private static String describe(Target target) {
    String role = target.role().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return role + " " + Printable.of(target.config().words(), 60);
  }

  @Override
  public List<Proposal> files(String begun, boolean recordings) {
    String folder = begun.substring(0, begun.lastIndexOf('/') + 1);
    try (Stream<Path> files = Files.list(Path.of(folder.isEmpty() ? "." : folder))) {
      return files.limit(MAX_FILES).sorted().flatMap(f -> file(folder, f, recordings)).toList();
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
  }

  private static Stream<Proposal> file(String folder, Path file, boolean recordings) {
    String name = String.valueOf(file.getFileName());
    boolean safe = name.equals(Printable.of(name)) && !name.startsWith(".");
    if (safe && Files.isDirectory(file)) {
      return Stream.of(new Proposal(folder + name + "/", "", false));
    }
    return safe && (!recordings || name.endsWith(".ngxr"))
        ? Stream.of(new Proposal(folder + name, "", true))
        : Stream.empty();
  }
}
