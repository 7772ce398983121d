package io.ngxscope.cli.report;

import io.ngxscope.agent.foreign.ForeignProfiles.Loaded;
import io.ngxscope.agent.foreign.ForeignProfiles.Source;
import io.ngxscope.agent.profile.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What there is to say of stacks that other tools recorded. */
public final class FlameFacts {
  private FlameFacts() {}

  /** The facts of files that were read. */
  public static ProfileFacts of(Loaded loaded, @Nullable String title) {
    String files =
        loaded.sources().stream().map(FlameFacts::name).collect(Collectors.joining(", "));
    return new ProfileFacts(
        title != null ? title : files, headline(loaded.profile()), notes(loaded), 0, 0);
  }

  private static String headline(Profile profile) {
    int stacks = profile.samples().size();
    return stacks == 0
        ? "No stack was recorded."
        : Quantities.count(stacks, "different stack")
            + ", "
            + Weights.text(profile.total(), profile.unit())
            + " in all.";
  }

  private static List<String> notes(Loaded loaded) {
    List<String> notes = new ArrayList<>();
    for (Source source : loaded.sources()) {
      notes.add(words(source) + ".");
      notes.addAll(source.notes());
    }
    if (loaded.profile().pruned() > 0) {
      notes.add(
          "There are too many different stacks for the memory: "
              + Quantities.count(loaded.profile().pruned(), "of the lightest frame")
              + " are shown together as \"too light to be kept apart\"; no weight is lost. More"
              + " memory: NGXSCOPE_JAVA_OPTS=-Xmx4g.");
    }
    return notes;
  }

  /** What a file was taken for, in one line fit for a terminal. */
  public static String words(Source source) {
    return Printable.of(name(source))
        + ": "
        + source.format()
        + ", "
        + Quantities.count(source.stacks(), "stack");
  }

  /** A sentence fit for a terminal. */
  public static String printable(String note) {
    return Printable.of(note, 1000);
  }

  private static String name(Source source) {
    return source.name().equals("-") ? "standard input" : source.name();
  }
}
