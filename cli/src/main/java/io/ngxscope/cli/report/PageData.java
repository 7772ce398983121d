package io.ngxscope.cli.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.profile.Samples;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.SafeJson;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The data of a page: a table of texts and small things as JSON, then the tree and its samples as
 * columns of numbers, all of it deflated and written as base64, so that hundreds of thousands of
 * stacks stay small, load fast, and mean nothing to HTML; {@code page-data.js} reads it.
 */
final class PageData {
  private static final int COMPRESSION = 1;
  private final FlameTree tree;
  private final @Nullable Recording recording;
  private final Map<String, Integer> strings = new LinkedHashMap<>();

  /** Numbers of frames, the one that is met most often first, so that most numbers are small. */
  private final int[] frameNumbers;

  private final List<Integer> frameOrder;

  private PageData(FlameTree tree, @Nullable Recording recording) {
    this.tree = tree;
    this.recording = recording;
    int[] met = new int[tree.profile().frames().size()];
    for (int place = 1; place < tree.size(); place++) {
      met[tree.frameNumber(place)]++;
    }
    frameOrder =
        IntStream.range(0, met.length)
            .boxed()
            .sorted(Comparator.comparingInt((Integer frame) -> -met[frame]))
            .toList();
    frameNumbers = new int[met.length];
    for (int i = 0; i < met.length; i++) {
      frameNumbers[frameOrder.get(i)] = i;
    }
  }

  /**
   * Writes it.
   *
   * @param recording what the stacks come from; null for those of other tools
   */
  static void write(FlameTree tree, @Nullable Recording recording, OutputStream out)
      throws IOException {
    Deflater deflater = new Deflater(COMPRESSION);
    try (OutputStream text = Base64.getEncoder().wrap(new StaysOpen(out));
        DeflaterOutputStream packed = new DeflaterOutputStream(text, deflater, 1 << 16)) {
      new PageData(tree, recording).page(packed);
    } finally {
      deflater.end();
    }
  }

  private void page(OutputStream out) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    try (JsonGenerator json = SafeJson.generator(head)) {
      json.writeStartObject();
      json.writeStringField("unit", tree.profile().unit());
      json.writeBooleanField("diff", isDiff());
      json.writeNumberField("nodes", tree.size());
      json.writeNumberField("samples", tree.profile().samples().size());
      if (recording == null) {
        PageRecording.none(json);
      } else {
        new PageRecording(recording, json, this::string).write();
      }
      frames(json);
      json.writeArrayFieldStart("strings");
      for (String text : strings.keySet()) {
        json.writeString(text);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    Varints numbers = new Varints(out);
    numbers.write(head.size());
    numbers.flush();
    head.writeTo(out);
    nodes(numbers);
    samples(numbers);
    numbers.flush();
  }

  private void frames(JsonGenerator json) throws IOException {
    column("kind", json, frame -> FrameKind.of(frame).code());
    column("name", json, frame -> string(FrameText.name(frame)));
    column("where", json, frame -> string(FrameText.where(frame)));
    column("remark", json, frame -> string(FrameText.remark(frame)));
  }

  private void column(String name, JsonGenerator json, FrameNumber number) throws IOException {
    json.writeArrayFieldStart(name);
    for (int frame : frameOrder) {
      json.writeNumber(number.of(tree.profile().frames().get(frame)));
    }
    json.writeEndArray();
  }

  private interface FrameNumber {
    int of(Frame frame);
  }

  private int string(String text) {
    return strings.computeIfAbsent(Printable.of(text), k -> strings.size());
  }

  /** For every node but the root how many frames the path goes back before it, and its frame. */
  private void nodes(Varints numbers) throws IOException {
    for (int place = 1; place < tree.size(); place++) {
      numbers.write(tree.depth(place - 1) + 1L - tree.depth(place));
    }
    for (int place = 1; place < tree.size(); place++) {
      numbers.write(frameNumbers[tree.frameNumber(place)]);
    }
  }

  private void samples(Varints numbers) throws IOException {
    Samples samples = tree.profile().samples();
    int[] order = order(samples);
    long last = 0;
    for (int i : order) {
      long place = tree.place(samples.node(i));
      numbers.writeSigned(place - last);
      last = place;
    }
    each(order, samples::weight, numbers);
    each(order, samples::count, numbers);
    IntToLongFunction waiting =
        i -> isSecond(tree.profile().labels().get(samples.label(i)).verdict()) ? 1 : 0;
    each(order, waiting, numbers);
  }

  /** Samples are of two kinds: computing and waiting, or after and before. */
  private static boolean isSecond(String verdict) {
    return verdict.equals("waiting") || verdict.equals("before");
  }

  private boolean isDiff() {
    return tree.profile().labels().stream().anyMatch(l -> l.verdict().matches("before|after"));
  }

  private static void each(int[] order, IntToLongFunction value, Varints numbers)
      throws IOException {
    for (int i : order) {
      numbers.write(value.applyAsLong(i));
    }
  }

  /** Those of a recording in its order, since its blocks refer to it; others by place. */
  private int[] order(Samples samples) {
    if (recording != null) {
      return IntStream.range(0, samples.size()).toArray();
    }
    long[] keys = new long[samples.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (long) tree.place(samples.node(i)) << 32 | i;
    }
    java.util.Arrays.sort(keys);
    return java.util.Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  /** Base64 ends by closing; what it was written to goes on. */
  private static final class StaysOpen extends FilterOutputStream {
    StaysOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
