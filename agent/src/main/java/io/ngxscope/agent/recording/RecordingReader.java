package io.ngxscope.agent.recording;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.recording.LineFields.Malformed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads recordings, which are as hostile as any file that came by mail: every length is bounded,
 * and whatever is wrong with one is a {@link DiagnosticException.BadRecording}. A recording that
 * breaks off is no error: it is read up to its last sound member, and what is missing is said.
 */
public final class RecordingReader {
  private RecordingReader() {}

  /**
   * How the reading of a stream of pieces ended.
   *
   * @param skippedLines lines of types that this version does not know
   * @param broken why the file could not be read to its end, or null if it was
   * @param soundBytes length of the part of the file that was read, in bytes
   */
  public record Outcome(long skippedLines, @Nullable String broken, long soundBytes) {}

  /**
   * Reads all of it into memory.
   *
   * @throws DiagnosticException.BadRecording if it is not a recording, or a newer one
   * @throws DiagnosticException if the file cannot be opened
   */
  public static Recording read(Path path) {
    RecordingBuilder builder = new RecordingBuilder();
    Outcome outcome = stream(path, builder);
    return finished(builder, outcome);
  }

  /** The same for an open stream; the name is for messages. */
  public static Recording read(InputStream in, String name) {
    return read(in, name, ReaderLimits.standard());
  }

  static Recording read(InputStream in, String name, ReaderLimits limits) {
    RecordingBuilder builder = new RecordingBuilder();
    return finished(builder, stream(in, name, limits, builder));
  }

  /**
   * Hands out a recording piece by piece.
   *
   * @return how it ended
   * @throws DiagnosticException.BadRecording if it is not a recording, or a newer one
   * @throws DiagnosticException if the file cannot be opened
   */
  public static Outcome stream(Path path, RecordingSink sink) {
    try (InputStream in = Files.newInputStream(path)) {
      return stream(in, path.toString(), ReaderLimits.standard(), sink);
    } catch (NoSuchFileException e) {
      throw new DiagnosticException.Usage(path + " does not exist", "name a recording (.ngxr)");
    } catch (AccessDeniedException e) {
      throw new DiagnosticException.NoPermission(
          path + " may not be read", "read it as its owner, or as root");
    } catch (IOException e) {
      throw bad(path.toString(), "it cannot be read: " + e.getMessage());
    }
  }

  private static Outcome stream(
      InputStream in, String name, ReaderLimits limits, RecordingSink sink) {
    LineDecoder decoder = new LineDecoder(sink, limits);
    LineSplitter lines = new LineSplitter(decoder, limits.lineBytes());
    String broken = null;
    long sound = 0;
    try (GzipMembers members = new GzipMembers(in, limits.textBytes())) {
      try {
        byte[] member = members.next();
        while (member != null) {
          lines.take(member);
          sound = members.offset();
          member = members.next();
        }
      } catch (GzipMembers.Broken e) {
        broken = e.getMessage();
      }
      if (broken == null) {
        lines.end();
      }
    } catch (IOException e) {
      throw bad(name, "it cannot be read: " + e.getMessage());
    } catch (GzipMembers.TooLarge e) {
      throw bad(name, String.valueOf(e.getMessage()));
    } catch (Malformed e) {
      throw bad(name, "line " + lines.number() + ": " + e.getMessage());
    } catch (LineDecoder.Newer e) {
      throw new DiagnosticException.BadRecording(
          name + " was made by a newer ngxscope: " + e.getMessage(), "use a newer ngxscope");
    }
    if (!decoder.started()) {
      throw bad(name, broken == null ? "it is empty" : broken);
    }
    return new Outcome(decoder.skipped(), broken, sound);
  }

  private static Recording finished(RecordingBuilder builder, Outcome outcome) {
    if (outcome.broken() != null) {
      builder.damaged();
      builder.note(
          "The recording could not be read to its end ("
              + outcome.broken()
              + " after byte "
              + outcome.soundBytes()
              + "): what was captured after that is missing.");
    }
    if (outcome.skippedLines() > 0) {
      builder.note(
          outcome.skippedLines()
              + " lines of the recording are of kinds that this version does not know and were"
              + " skipped.");
    }
    return builder.build();
  }

  private static DiagnosticException bad(String name, String why) {
    return new DiagnosticException.BadRecording(
        name + " is not a readable recording: " + why, "name a file written by --record");
  }
}
