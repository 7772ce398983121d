package io.ngxscope.agent.govern;

import io.ngxscope.agent.code.SiteCost;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.probe.ColumnUnit;
import io.ngxscope.agent.probe.OutputEvent;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.stream.Row;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counts hits inside the kernel, in clauses of bpftrace beside those of a script, and ends the
 * tracer there when its time or its hits are used up, even if nobody listens.
 */
final class Meter {
  /** The row that the clauses print: nanoseconds since the first hit or tick, and hits. */
  static final String KIND = "GOVERN";

  /** Its columns. */
  static final OutputEvent OUTPUT =
      new OutputEvent(
          KIND,
          List.of(
              new OutputEvent.Column("span", ColumnUnit.COUNT, false),
              new OutputEvent.Column("emulated", ColumnUnit.COUNT, false),
              new OutputEvent.Column("stepped", ColumnUnit.COUNT, false)),
          "");

  /** How often it prints, in milliseconds. */
  static final int TICK_MILLIS = 50;

  private static final String BEGIN = "  if (@ngx_began == (uint64)0) { @ngx_began = nsecs; }\n";
  private static final String PRINT =
      "  printf(\""
          + KIND
          + "\\t%llu\\t%llu\\t%llu\\n\", nsecs - @ngx_began, @ngx_cheap, @ngx_dear);\n";

  /** Never happens, but tells bpftrace the types of maps that no clause writes. */
  private static final String TYPES =
      "  if (@ngx_ticks == (uint64)1000000000) { @ngx_cheap = (uint64)0; @ngx_dear = (uint64)0; }\n";

  /** Probes are gone when END runs: this is all that they were hit. */
  private static final String LAST =
      PRINT + " clear(@ngx_began); clear(@ngx_ticks); clear(@ngx_cheap); clear(@ngx_dear);";

  private static final String HEADER =
      """
      // @name governor
      // @summary counts hits
      // @backend bpftrace
      // @requires bpftrace 0.17
      // @tuning unsafe
      // @output GOVERN span:count emulated:count stepped:count
      """;

  /** Several probes on one line, and all up to the brace that stands at the beginning of a line. */
  private static final Pattern SEVERAL =
      Pattern.compile(
          "(?m)^(uprobe:[^,{\\s]+(?:,uprobe:[^,{\\s]+)+)(\\n(?:[^}\\n].*\\n|\\n)*\\}\\n)");

  private static final Pattern END = Pattern.compile("(?m)^\\s*END\\s*\\{");

  private volatile @Nullable Reading last;
  private volatile @Nullable Reading beforeLast;
  private final AtomicLong rows = new AtomicLong();

  /**
   * What was counted.
   *
   * @param spanNanos since the first hit, or the first tick if there was none before
   * @param hits since the probes were in place
   * @param arrivedNanos when it was read, of {@link System#nanoTime}
   */
  record Reading(long spanNanos, Hits hits, long arrivedNanos) {}

  /**
   * When the tracer ends by itself.
   *
   * @param millis after so long
   * @param hits after so many; either kind alone
   */
  record Limit(long millis, Hits hits) {}

  /** The last reading; null before the first. */
  @Nullable Reading last() {
    return last;
  }

  /** The one before it: the last while probes were in place, once the tracer has ended. */
  @Nullable Reading beforeLast() {
    return beforeLast;
  }

  /** How many rows it took. */
  long rows() {
    return rows.get();
  }

  /** Takes a row if it is ours. */
  boolean take(Row row) {
    if (!row.kind().equals(KIND)) {
      return false;
    }
    List<String> c = row.columns();
    rows.incrementAndGet();
    beforeLast = last;
    last =
        new Reading(
            Long.parseUnsignedLong(c.get(0)),
            new Hits(Long.parseUnsignedLong(c.get(1)), Long.parseUnsignedLong(c.get(2))),
            System.nanoTime());
    return true;
  }

  /** A script that counts the hits of another one's probes and does nothing else. */
  static ProbeSpec alone(List<ProbePoint> points, Pid worker, Limit limit) {
    return ProbeCatalog.parse("governor", HEADER + added("", points, true, worker, limit));
  }

  /**
   * A script with the clauses added.
   *
   * @param script may be empty
   * @param points its probes
   * @param substitutes whether dear ones are counted where that is cheap: where the script itself
   *     does not run
   */
  static String added(
      String script, List<ProbePoint> points, boolean substitutes, Pid worker, Limit limit) {
    StringBuilder text = new StringBuilder(apart(script));
    clause(text, points, SiteCost.EMULATED, substitutes, worker, limit.hits().emulated());
    clause(text, points, SiteCost.STEPPED, substitutes, worker, limit.hits().stepped());
    text.append("\ninterval:ms:").append(TICK_MILLIS).append(" {\n").append(BEGIN);
    text.append(TYPES).append("  @ngx_ticks = @ngx_ticks + (uint64)1;\n").append(PRINT);
    long ticks = Math.max(1, limit.millis() / TICK_MILLIS);
    text.append("  if (@ngx_ticks == (uint64)").append(ticks).append(") { exit(); }\n}\n");
    return withEnd(text.toString());
  }

  /**
   * Gives each probe of a clause a clause of its own: where another clause probes the same address,
   * bpftrace 0.17 runs one with several probes never, and the other one twice.
   */
  private static String apart(String script) {
    return SEVERAL.matcher(script).replaceAll(found -> Matcher.quoteReplacement(each(found)));
  }

  private static String each(MatchResult clause) {
    return Arrays.stream(clause.group(1).split(","))
        .map(probe -> probe + clause.group(2))
        .collect(Collectors.joining());
  }

  private static void clause(
      StringBuilder text,
      List<ProbePoint> points,
      SiteCost cost,
      boolean substitutes,
      Pid worker,
      long limit) {
    String map = cost == SiteCost.EMULATED ? "@ngx_cheap" : "@ngx_dear";
    // A clause for each: bpftrace 0.17 confuses the programs of a clause with several probes with
    // those of another clause on the same place, which are then run twice, and the former not at
    // all.
    points.stream()
        .filter(p -> p.cost() == cost)
        .map(p -> substitutes ? p.meterProbe() : p.probe())
        .distinct()
        .forEach(
            probe -> {
              text.append('\n').append(probe).append("\n/pid == ").append(worker).append("/\n{\n");
              text.append(BEGIN).append("  ").append(map).append(" = ").append(map);
              text.append(" + (uint64)1;\n  if (").append(map).append(" == (uint64)");
              text.append(Math.max(1, limit)).append(") {\n  ").append(PRINT);
              text.append("    exit();\n  }\n}\n");
            });
  }

  /** bpftrace takes one END only, and prints at the end what was not cleared. */
  private static String withEnd(String script) {
    Matcher end = END.matcher(script);
    return end.find()
        ? script.substring(0, end.end()) + LAST + script.substring(end.end())
        : script + "\nEND {" + LAST + " }\n";
  }
}
