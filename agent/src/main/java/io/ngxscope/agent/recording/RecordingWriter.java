package io.ngxscope.agent.recording;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.aggregate.LoopLatency;
import io.ngxscope.agent.aggregate.PathTree;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.HeapCensus;
import io.ngxscope.agent.model.LeakFindings;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.os.OutputFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a recording while the capture runs. Lines gather in memory and go out as one complete gzip
 * member at each {@link #flush()}, in one write: a capture that is killed loses at most what came
 * after its last flush, and what is in the file can be read at any time. Thread-safe.
 *
 * <p>When the file cannot be written (a full disk), the method that noticed throws once, the file
 * is cut back to its last complete member, and the writer ignores everything that follows, so that
 * the capture itself can go on.
 */
public final class RecordingWriter implements RecordingSink, AutoCloseable {
  /** Text that may gather before a flush happens by itself, in bytes. */
  private static final int AUTO_FLUSH_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final Clock clock;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final LineEncoder encoder = new LineEncoder(text);
  private long written;
  private boolean failed;
  private boolean finished;

  private RecordingWriter(Path path, FileChannel channel, Clock clock) {
    this.path = path;
    this.channel = channel;
    this.clock = clock;
  }

  /**
   * Creates the file and writes its first line.
   *
   * @param path where; readable by the owner alone
   * @param force replace a regular file that is there
   * @throws DiagnosticException if it cannot be created there
   */
  public static RecordingWriter open(Path path, boolean force, CaptureInfo info) {
    return open(path, force, info, Clock.systemUTC());
  }

  static RecordingWriter open(Path path, boolean force, CaptureInfo info, Clock clock) {
    return open(path, OutputFiles.create(path, force), info, clock);
  }

  static RecordingWriter open(Path path, FileChannel channel, CaptureInfo info, Clock clock) {
    RecordingWriter writer = new RecordingWriter(path, channel, clock);
    writer.info(info);
    return writer;
  }

  /** Part of opening; once. */
  @Override
  public synchronized void info(CaptureInfo info) {
    encode(() -> encoder.header(info));
    flush();
  }

  @Override
  public synchronized void target(TargetInfo target) {
    encode(() -> encoder.target(target));
  }

  @Override
  public synchronized void event(Event event) {
    encode(() -> encoder.event(event));
  }

  @Override
  public synchronized void heap(HeapCensus heap, List<String> notes) {
    encode(() -> encoder.memory().heap(heap, notes));
  }

  @Override
  public synchronized void paths(PathTree paths) {
    encode(() -> encoder.memory().paths(paths));
  }

  @Override
  public synchronized void leak(LeakFindings findings) {
    encode(() -> encoder.memory().leak(findings));
  }

  /** Loop durations since the start of the capture; the last ones given count. */
  public synchronized void loop(LatencyHistogram histogram) {
    loop(histogram.buckets());
  }

  @Override
  public synchronized void loop(java.util.List<LatencyHistogram.Bucket> buckets) {
    encode(() -> encoder.loop(buckets));
  }

  @Override
  public synchronized void loopSlice(LoopLatency.Slice slice) {
    encode(() -> encoder.loopSlice(slice));
  }

  @Override
  public synchronized void quality(Quality quality) {
    encode(() -> encoder.quality(quality));
  }

  /** Says that the capture was alive at that time, microseconds since the epoch. */
  @Override
  public synchronized void mark(long unixMicros) {
    encode(() -> encoder.time("mark", unixMicros));
  }

  /** Puts everything given so far into the file, with the present time. */
  public synchronized void flush() {
    if (!failed && !finished) {
      mark(clock.millis() * 1000);
      writeMember();
    }
  }

  /**
   * Ends the recording in good order and closes the file.
   *
   * @param endMicros end of the capture, microseconds since the epoch
   */
  public synchronized void finish(long endMicros) {
    end(endMicros);
    close();
  }

  @Override
  public synchronized void end(long unixMicros) {
    encode(() -> encoder.time("end", unixMicros));
    if (!failed && !finished) {
      writeMember();
    }
  }

  /** Whether the file can still be found where it was made: somebody may clean up behind us. */
  public boolean isThere() {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** Closes the file; without {@link #finish} the recording is readable, but not complete. */
  @Override
  public synchronized void close() {
    if (finished) {
      return;
    }
    try {
      if (text.size() > 0) {
        flush();
      }
    } finally {
      finished = true;
      closeChannel();
    }
  }

  /** Lines that cannot be written are not worth a capture: see the class comment. */
  private void encode(Encoding encoding) {
    if (failed || finished) {
      return;
    }
    try {
      encoding.run();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e); // memory does not fail
    }
    if (text.size() > AUTO_FLUSH_BYTES) {
      writeMember();
    }
  }

  private void writeMember() {
    try {
      ByteBuffer member = ByteBuffer.wrap(compressed());
      while (member.hasRemaining()) {
        channel.write(member);
      }
      written += member.limit();
    } catch (IOException e) {
      failed = true;
      cutBack();
      throw failure(e);
    } finally {
      text.reset();
    }
  }

  private byte[] compressed() throws IOException {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
      text.writeTo(gzip);
    }
    return member.toByteArray();
  }

  private void cutBack() {
    try {
      channel.truncate(written);
    } catch (IOException e) {
      // The half member stays; readers stop before it all the same.
      failed = true;
    }
  }

  private DiagnosticException failure(IOException e) {
    DiagnosticException cause = OutputFiles.failed(path, e);
    return new DiagnosticException.ProbeFailed(
        cause.getMessage() + "; the recording is kept up to that point (" + written + " bytes)",
        cause.advice());
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        throw failure(e);
      }
    }
  }

  private interface Encoding {
    void run() throws IOException;
  }
}
