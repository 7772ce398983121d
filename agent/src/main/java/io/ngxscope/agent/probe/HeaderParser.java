package io.ngxscope.agent.probe;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.probe.OutputEvent.Column;
import io.ngxscope.agent.stream.Row;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Understands the header of one script. One use. */
final class HeaderParser {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,40}");
  private static final Pattern ARGUMENT =
      Pattern.compile("([a-z][a-z0-9_]{0,30}) +(\\S+) +(\\S+) +(\\S+)(?: +(.*))?");
  private static final Pattern COLUMN = Pattern.compile("([a-z][a-z0-9_]{0,30}):([a-z]+)(\\*)?");
  private static final Pattern TUNING =
      Pattern.compile("(ring_pages|map_keys|string_bytes)=(\\d{1,7})");

  private final String file;
  private final List<SourceLine> source;
  private final List<ProbeArg> arguments = new ArrayList<>();
  private final Set<Fact> facts = EnumSet.noneOf(Fact.class);
  private final Set<Fact> optional = EnumSet.noneOf(Fact.class);
  private final List<Requirement> requirements = new ArrayList<>();
  private final List<OutputEvent> outputs = new ArrayList<>();
  private final List<String> examples = new ArrayList<>();
  private final List<String> caveats = new ArrayList<>();
  private @Nullable String name;
  private @Nullable Tracer backend;
  private String summary = "";
  private String overhead = "";
  private Tuning tuning = Tuning.STANDARD;

  HeaderParser(String file, List<SourceLine> source) {
    this.file = file;
    this.source = source;
  }

  ProbeSpec parse() {
    HeaderTag.of(source).forEach(this::take);
    SourceLine first = source.isEmpty() ? new SourceLine(file, 1, "") : source.get(0);
    if (name == null || backend == null || outputs.isEmpty()) {
      throw first.error(
          "the header lacks @" + (name == null ? "name" : backend == null ? "backend" : "output"),
          "see docs/probes/writing.md, or `ngxscope probes show loop-latency` for an example");
    }
    return new ProbeSpec(
        name,
        file,
        summary,
        backend,
        arguments,
        facts,
        optional,
        requirements,
        overhead,
        outputs,
        examples,
        caveats,
        tuning,
        source);
  }

  private void take(HeaderTag tag) {
    switch (tag.name()) {
      case "name" -> name = name(tag);
      case "summary" -> summary = tag.text();
      case "backend" -> backend = backend(tag);
      case "args" -> argument(tag);
      case "facts" -> facts(tag);
      case "requires" -> requirements.add(RequirementParser.parse(tag.text(), tag.line()));
      case "overhead" -> overhead = tag.text();
      case "output" -> output(tag);
      case "example" -> examples.add(tag.block());
      case "caveats" -> caveats.add(tag.text());
      case "tuning" -> tuning(tag);
      default ->
          throw tag.line()
              .error(
                  "there is no header @" + tag.name(),
                  "known are @name @summary @backend @args @facts @requires @overhead @output"
                      + " @example @caveats @tuning and @include");
    }
  }

  private String name(HeaderTag tag) {
    if (name != null || !NAME.matcher(tag.text()).matches()) {
      throw tag.line().error("@name must be one lower-case word, once", "");
    }
    return tag.text();
  }

  private static Tracer backend(HeaderTag tag) {
    return switch (tag.text()) {
      case "bpftrace" -> Tracer.BPFTRACE;
      case "perf" -> Tracer.PERF;
      default ->
          throw tag.line()
              .error("there is no backend '" + tag.text() + "'", "use bpftrace or perf");
    };
  }

  private void argument(HeaderTag tag) {
    Matcher m = ARGUMENT.matcher(tag.text());
    if (!m.matches()) {
      throw tag.line().error("@args cannot be read", "write NAME TYPE DEFAULT UNIT description");
    }
    String otherwise = m.group(3).equals("-") ? null : m.group(3);
    try {
      ArgType type = ArgType.of(m.group(2));
      if (otherwise != null) {
        type.parse(otherwise);
      }
      String words = m.group(5) == null ? "" : m.group(5);
      arguments.add(new ProbeArg(m.group(1), type, otherwise, m.group(4), words));
    } catch (Usage e) {
      throw tag.line().error("@args " + m.group(1) + ": " + e.getMessage(), e.advice());
    }
  }

  private void facts(HeaderTag tag) {
    for (String word : tag.text().split(" +", -1)) {
      boolean mayLack = word.endsWith("?");
      String key = mayLack ? word.substring(0, word.length() - 1) : word;
      Fact fact =
          Fact.of(key)
              .orElseThrow(() -> tag.line().error("@facts: there is no fact '" + key + "'", ""));
      facts.add(fact);
      if (mayLack) {
        optional.add(fact);
      }
    }
  }

  private void output(HeaderTag tag) {
    String[] parts = tag.text().split(" -- ", 2);
    String[] words = parts[0].strip().split(" +", -1);
    if (!Row.isKind(words[0]) || outputs.stream().anyMatch(o -> o.kind().equals(words[0]))) {
      throw tag.line()
          .error("@output: '" + words[0] + "' is no kind of its own", "use capitals: LAT");
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 1; i < words.length; i++) {
      columns.add(column(tag, words[i], i == words.length - 1));
    }
    outputs.add(new OutputEvent(words[0], columns, parts.length > 1 ? parts[1].strip() : ""));
  }

  private static Column column(HeaderTag tag, String word, boolean last) {
    Matcher m = COLUMN.matcher(word);
    boolean readable = m.matches() && (m.group(3) == null || last);
    ColumnUnit unit = readable ? ColumnUnit.of(m.group(2)).orElse(null) : null;
    if (unit == null) {
      throw tag.line()
          .error("@output: '" + word + "' is no column", "write name:unit, the last name:unit*");
    }
    return new Column(m.group(1), unit, m.group(3) != null);
  }

  private void tuning(HeaderTag tag) {
    for (String word : tag.text().split(" +", -1)) {
      Matcher m = TUNING.matcher(word);
      if (word.equals("unsafe")) {
        tuning = new Tuning(tuning.ringPages(), tuning.mapKeys(), tuning.stringBytes(), true);
      } else if (m.matches()) {
        tuning = tuned(m.group(1), Integer.parseInt(m.group(2)));
      } else {
        throw tag.line()
            .error(
                "@tuning: '" + word + "' is not known",
                "known are ring_pages=N, map_keys=N, string_bytes=N and unsafe");
      }
    }
  }

  private Tuning tuned(String key, int value) {
    return switch (key) {
      case "ring_pages" ->
          new Tuning(value, tuning.mapKeys(), tuning.stringBytes(), tuning.unsafe());
      case "map_keys" ->
          new Tuning(tuning.ringPages(), value, tuning.stringBytes(), tuning.unsafe());
      default -> new Tuning(tuning.ringPages(), tuning.mapKeys(), value, tuning.unsafe());
    };
  }
}
