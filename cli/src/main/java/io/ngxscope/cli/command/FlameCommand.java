package io.ngxscope.cli.command;

import io.ngxscope.agent.foreign.ForeignProfiles;
import io.ngxscope.agent.foreign.ForeignProfiles.Loaded;
import io.ngxscope.agent.foreign.ForeignProfiles.Source;
import io.ngxscope.agent.foreign.PerfOptions;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.cli.report.FlameFacts;
import io.ngxscope.cli.report.FlameText;
import io.ngxscope.cli.report.ProfileFacts;
import io.ngxscope.cli.report.ProfileReport;
import io.ngxscope.cli.report.ReportFiles;
import io.ngxscope.cli.report.ReportFormats;
import io.ngxscope.cli.report.StacksJsonReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope flame}: a flame graph of what another tool recorded. */
public final class FlameCommand implements Command {
  private static final String UNIT = "unit";
  private static final String TITLE = "title";
  private static final String PID = "pid";
  private static final String TID = "tid";
  private static final String KERNEL = "kernel";
  private static final String JIT = "jit";
  private static final String ALL = "all";
  private static final String INLINE = "inline";
  private static final String ADDRS = "addrs";
  private static final String EVENT_FILTER = "event-filter";

  @Override
  public String name() {
    return "flame";
  }

  @Override
  public String summary() {
    return "draw a flame graph of what perf, bpftrace, SystemTap or a profiler recorded";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.force())
        .addOption(CommonOptions.json())
        .addOption(text(TITLE, "TEXT", "title of the graph"))
        .addOption(text(UNIT, "NAME", "what weights count: microseconds, bytes, ... (samples)"))
        .addOption(flag(PID, "perf script: process numbers behind process names"))
        .addOption(flag(TID, "perf script: process and thread numbers there"))
        .addOption(flag(KERNEL, "perf script: mark kernel functions with _[k]"))
        .addOption(flag(JIT, "perf script: mark functions of a JIT compiler with _[j]"))
        .addOption(flag(ALL, "perf script: the same as --kernel --jit"))
        .addOption(flag(INLINE, "perf script: ask addr2line for inlined functions; slow"))
        .addOption(flag(ADDRS, "perf script: addresses where no symbol is known"))
        .addOption(text(EVENT_FILTER, "EVENT", "perf script: the event that counts (the first)"));
  }

  private static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).get();
  }

  private static Option text(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  @Override
  public String example() {
    return """
        $ perf script -i perf.data | ngxscope flame - -o perf.html -o perf.speedscope.json
        standard input: perf script text, 1,208 stacks
        wrote perf.html
        wrote perf.speedscope.json
        """;
  }

  @Override
  public int maxArguments() {
    return Integer.MAX_VALUE;
  }

  @Override
  public String argumentNames() {
    return "FILE...";
  }

  @Override
  public int run(Invocation invocation) {
    List<String> files = invocation.arguments();
    if (files.isEmpty()) {
      throw new Usage("which file?", "ngxscope flame FILE -o flame.html; - is standard input");
    }
    List<Path> outputs = CaptureOptions.outputs(invocation, ReportFormats::ofStacksForFile);
    Loaded loaded = ForeignProfiles.read(files, perfOptions(invocation), invocation.value(UNIT));
    for (Source source : loaded.sources()) {
      invocation.screen().note(FlameFacts.words(source));
      source.notes().forEach(note -> invocation.screen().note("  " + FlameFacts.printable(note)));
    }
    ProfileFacts facts = FlameFacts.of(loaded, invocation.value(TITLE));
    if (outputs.isEmpty()) {
      print(invocation, loaded, facts);
    }
    for (Path file : outputs) {
      ReportFiles.write(loaded.profile(), facts, file, CaptureOptions.forced(invocation));
      invocation.screen().note("wrote " + file);
    }
    return DONE;
  }

  private static void print(Invocation invocation, Loaded loaded, ProfileFacts facts) {
    ProfileReport report =
        invocation.json() ? new StacksJsonReport() : new FlameText(invocation.color());
    try {
      report.render(loaded.profile(), facts, invocation.out());
    } catch (IOException e) {
      throw new ProbeFailed("standard output could not be written", "is its reader gone?");
    }
    invocation.out().flush();
  }

  private static PerfOptions perfOptions(Invocation invocation) {
    String event = invocation.value(EVENT_FILTER);
    return new PerfOptions(
        invocation.has(PID),
        invocation.has(TID),
        invocation.has(KERNEL) || invocation.has(ALL),
        invocation.has(JIT) || invocation.has(ALL),
        invocation.has(INLINE),
        invocation.has(ADDRS),
        event == null ? "" : event);
  }
}
