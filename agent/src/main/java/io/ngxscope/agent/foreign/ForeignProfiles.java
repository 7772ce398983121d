package io.ngxscope.agent.foreign;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.profile.Profile;
import io.ngxscope.agent.profile.ProfileBuilder;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files of other tools, several into one profile. */
public final class ForeignProfiles {
  /** Stands for standard input. */
  public static final String STDIN = "-";

  private final ProfileBuilder builder = new ProfileBuilder();
  private final PerfScriptReader perf;
  private final List<Source> sources = new ArrayList<>();
  private @Nullable String unit;

  /**
   * A file that was read.
   *
   * @param name as given
   * @param format what it was taken for, in words
   * @param stacks how many stacks it held, equal ones included
   * @param notes what a reader must know of it, in sentences
   */
  public record Source(String name, String format, long stacks, List<String> notes) {
    /** Copies the notes. */
    public Source {
      notes = List.copyOf(notes);
    }
  }

  /**
   * All files together.
   *
   * @param profile their stacks
   * @param sources the files
   */
  public record Loaded(Profile profile, List<Source> sources) {}

  private ForeignProfiles(PerfOptions options) {
    perf = new PerfScriptReader(options);
  }

  /**
   * Reads files one after the other.
   *
   * @param names paths, or {@link #STDIN}
   * @param unitOverride what weights count, or null to take what the files say
   * @throws DiagnosticException if one cannot be read, or is no profile
   */
  public static Loaded read(
      List<String> names, PerfOptions options, @Nullable String unitOverride) {
    ForeignProfiles reader = new ForeignProfiles(options);
    for (String name : names) {
      reader.file(name);
    }
    String unit = unitOverride != null ? unitOverride : reader.unit;
    Profile profile = reader.builder.build(unit == null ? Intake.SAMPLES : unit);
    return new Loaded(profile, List.copyOf(reader.sources));
  }

  private void file(String name) {
    try (InputStream in = name.equals(STDIN) ? System.in : Files.newInputStream(Path.of(name))) {
      read(in, name);
    } catch (NoSuchFileException e) {
      throw new DiagnosticException.Usage(name + " does not exist", "name a file of stacks, or -");
    } catch (AccessDeniedException e) {
      throw new DiagnosticException.NoPermission(
          name + " may not be read", "read it as its owner, or as root");
    } catch (Malformed e) {
      throw new DiagnosticException.BadRecording(
          name + " is broken: " + e.getMessage(), "record it again, or name another file");
    } catch (IOException e) {
      throw new DiagnosticException.BadRecording(
          name + " cannot be read: " + e.getMessage(), "is it whole?");
    }
  }

  private void read(InputStream raw, String name) throws IOException {
    Unpacked in = Unpacked.of(raw);
    byte[] head = in.head(Head.BYTES);
    Format format = Format.of(Head.of(head), name);
    Intake intake = new Intake(builder);
    try {
      format.read(in.stream(), intake, perf);
    } catch (EOFException e) {
      cutOff(name, intake);
    }
    String packed = in.packing().isEmpty() ? "" : ", packed by " + in.packing();
    finish(name, format.words() + packed, intake);
  }

  /** What was read before a packed file broke off is true, if there is any. */
  private static void cutOff(String name, Intake intake) {
    if (intake.stacks() == 0) {
      throw new DiagnosticException.BadRecording(
          name + " breaks off before its first stack", "record it again, or name another file");
    }
    intake.note("The file breaks off: what stood behind that is missing.");
  }

  private void finish(String name, String format, Intake intake) {
    if (unit != null && !unit.equals(intake.unit())) {
      throw new DiagnosticException.Usage(
          name + " counts " + intake.unit() + ", the files before it " + unit,
          "give files of one unit, or each a report of its own");
    }
    unit = intake.unit();
    List<String> notes = new ArrayList<>(intake.notes());
    if (intake.skippedLines() > 0) {
      notes.add(intake.skippedLines() + " lines were not understood and left out.");
    }
    sources.add(new Source(name, format, intake.stacks(), notes));
  }
}
