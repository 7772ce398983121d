package io.ngxscope.samples.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All call chains that {@code samples/stacks} writes down in the comments of its Lua code. The
 * words of a chain are in the sample's README.
 */
public final class ExpectedStacks {
  /** {@code (a, b)*3}, {@code a*39}, {@code a!compiled}, {@code fast:a?} or {@code a}. */
  private static final Pattern ITEM =
      Pattern.compile("\\G(?:\\(([^)]+)\\)|([^,()*]+))(?:\\*(\\d+))?(?:, |$)");

  private static final int MAX_REPEATS = 1000;

  private final List<LuaSource.Shape> shapes = new ArrayList<>();
  private final Map<String, Place> labels = new HashMap<>();

  private ExpectedStacks() {}

  /**
   * Reads the sources of the sample.
   *
   * @param folder the folder {@code lua} of the sample or of a started copy
   */
  public static ExpectedStacks read(Path folder) {
    ExpectedStacks stacks = new ExpectedStacks();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".lua")).sorted().toList()) {
        stacks.add(new LuaSource(folder.relativize(file).toString(), Files.readAllLines(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stacks;
  }

  static ExpectedStacks of(LuaSource... sources) {
    ExpectedStacks stacks = new ExpectedStacks();
    Stream.of(sources).forEach(stacks::add);
    return stacks;
  }

  private void add(LuaSource source) {
    shapes.addAll(source.shapes());
    source
        .labels()
        .forEach(
            (label, place) -> {
              if (labels.put(label, place) != null) {
                throw new IllegalStateException("the label @" + label + " is there twice");
              }
            });
  }

  /**
   * The chains of all shapes that can stay in a certain way, by the names of their locations.
   *
   * @param leaf {@code spin} (on the processor) or {@code wait} (in a system call)
   * @param jit whether code may be compiled
   */
  public List<ExpectedStack> all(String leaf, boolean jit) {
    return shapes.stream()
        .filter(shape -> shape.leaf() == null || leaf.equals(shape.leaf()))
        .map(shape -> new ExpectedStack(shape.name(), jit, chain(shape.chain(), leaf)))
        .toList();
  }

  private List<ExpectedFrame> chain(String text, String leaf) {
    List<ExpectedFrame> frames = new ArrayList<>();
    Matcher item = ITEM.matcher(text);
    int end = 0;
    while (end < text.length() && item.find()) {
      end = item.end();
      int times = item.group(3) == null ? 1 : Integer.parseInt(item.group(3));
      List<ExpectedFrame> part =
          item.group(1) == null ? frame(item.group(2), leaf) : chain(item.group(1), leaf);
      Collections.nCopies(Math.min(times, MAX_REPEATS), part).forEach(frames::addAll);
    }
    if (end < text.length()) {
      throw new IllegalStateException("not a chain of calls: " + text.substring(end));
    }
    return frames;
  }

  private List<ExpectedFrame> frame(String word, String leaf) {
    if (word.equals("leaf")) {
      return chain(leaf.equals("wait") ? "wait, fast:ffi.__call?, c:poll" : leaf, leaf);
    }
    if (word.equals("chunk")) {
      return List.of(new ExpectedFrame.Chunk("content_by_lua"));
    }
    String rest = word.substring(word.indexOf(':') + 1);
    if (word.startsWith("chunk:")) {
      return List.of(new ExpectedFrame.Chunk(rest));
    }
    if (word.startsWith("c:")) {
      return List.of(new ExpectedFrame.C(rest));
    }
    if (word.startsWith("fast:")) {
      boolean optional = rest.endsWith("?");
      String name = optional ? rest.substring(0, rest.length() - 1) : rest;
      return List.of(new ExpectedFrame.Fast(name, optional));
    }
    String[] labelAndMode = word.split("!", 2);
    Place place = labels.get(labelAndMode[0]);
    if (place == null) {
      throw new IllegalStateException("no line has the label @" + labelAndMode[0]);
    }
    return List.of(
        new ExpectedFrame.Lua(
            labelAndMode[0], place, labelAndMode.length > 1 ? labelAndMode[1] : null));
  }
}
