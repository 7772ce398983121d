package io.ngxscope.agent.clean;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds and removes what dead runs have left; what belongs to a living one is never touched. */
public final class Leftovers {
  private static final List<Path> TRACEFS =
      List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));

  private final List<Source> sources;

  Leftovers(List<Source> sources) {
    this.sources = List.copyOf(sources);
  }

  /**
   * Of this machine.
   *
   * @param folders where reports were written
   */
  public static Leftovers of(List<Path> folders) {
    List<Source> sources = new ArrayList<>(List.of(new Tracers()));
    for (String file : List.of("uprobe_events", "kprobe_events")) {
      TRACEFS.forEach(root -> sources.add(new ProbeEvents(root.resolve(file))));
    }
    folders.stream().distinct().forEach(folder -> sources.add(new TemporaryFiles(folder)));
    return new Leftovers(sources);
  }

  /**
   * What became of one.
   *
   * @param leftover which
   * @param failure why it is still there; empty if it is gone
   */
  public record Removal(Leftover leftover, String failure) {}

  /** All that there is. */
  public List<Leftover> find() {
    return sources.stream().flatMap(s -> s.find().stream()).distinct().toList();
  }

  /** Removes all that there is. */
  public List<Removal> remove() {
    List<Removal> removals = new ArrayList<>();
    for (Source source : sources) {
      for (Leftover leftover : source.find()) {
        removals.add(new Removal(leftover, source.remove(leftover)));
      }
    }
    return removals;
  }
}
