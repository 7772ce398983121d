package io.ngxscope.cli.command;

import io.ngxscope.agent.guard.Rule;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.session.GuardPlan;
import io.ngxscope.cli.daemon.DiskBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** The options of {@code ngxscope agent}, and what they mean. */
final class AgentOptions {
  static final String ONCE = "once";
  static final String TOUCH = "touch";
  static final String ACCESS_LOG = "access-log";
  private static final String WHEN = "when";
  private static final String DIR = "dir";
  private static final String MAX_DISK = "max-disk";
  private static final String KEEP_FREE = "keep-free";
  private static final String MAX_PER_DAY = "max-per-day";
  private static final String COOL_DOWN = "cool-down";
  private static final String BEFORE = "before";
  private static final String AFTER = "after";
  private static final String CONTROL = "control";
  private static final String CONTROL_GROUP = "control-group";
  private static final String MAX_CPU = "max-cpu";
  private static final String NO_STOP = "no-stop";
  private static final String WITH_ARGS = "with-args";
  private static final Duration MOST_BEFORE = Duration.ofMinutes(5);
  private static final long LEAST_DISK = 2 * DiskBudget.BUNDLE_BYTES;

  private AgentOptions() {}

  static Options all() {
    return rules()
        .addOption(CommonOptions.pid())
        .addOption(valued(DIR, "FOLDER", "where bundles are kept (/var/lib/ngxscope)"))
        .addOption(valued(MAX_DISK, "SIZE", "what all bundles may take; the oldest go (512m)"))
        .addOption(
            valued(KEEP_FREE, "SIZE", "write no bundle if less stays free on the disk (256m)"))
        .addOption(valued(MAX_PER_DAY, "N", "captures in any 24 hours (20)"))
        .addOption(valued(COOL_DOWN, "TIME", "how long the same thing is not captured again (1h)"))
        .addOption(valued(BEFORE, "TIME", "how much before the trigger is part of it (15s)"))
        .addOption(valued(AFTER, "TIME", "how long a capture goes on after its trigger (5s)"))
        .addOption(
            valued(
                CONTROL,
                "SOCKET",
                "take orders there, from root and the agent's user; with `agent status` and `agent"
                    + " capture`: whom to ask (/run/ngxscope/agent.sock)"))
        .addOption(valued(CONTROL_GROUP, "GROUP", "take orders from its members, too"))
        .addOption(valued(TOUCH, "FILE", "capture when this file is touched"))
        .addOption(
            valued(ACCESS_LOG, "PIPE", "a named pipe with the access log, or - for standard input"))
        .addOption(
            valued(MAX_CPU, "PERCENT", "of one processor for watching; looks get more seldom (1)"))
        .addOption(flag(NO_STOP, "never stop a worker to read its registers"))
        .addOption(flag(WITH_ARGS, "keep query strings, which often hold secrets"))
        .addOption(flag(ONCE, "end after the first capture, and print it; keep it only with --dir"))
        .addOption(CaptureOptions.duration("without end; with --once 1m"))
        .addOption(CommonOptions.json())
        .addOption(CommonOptions.failOnFinding());
  }

  private static Options rules() {
    return HandOverOptions.all()
        .addOption(
            valued(
                WHEN,
                "RULE",
                "capture when this is so: block>TIME, blocked>PERCENT/TIME, cpu>PERCENT/TIME,"
                    + " gc>SIZE/TIME, rss>SIZE/TIME, 5xx>PERCENT/TIME, latency>TIME/TIME; may be"
                    + " repeated ("
                    + String.join(" ", RuleWords.USUAL)
                    + ")"));
  }

  private static Option valued(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  private static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).get();
  }

  static GuardPlan plan(Invocation invocation) {
    Duration before = invocation.duration(BEFORE, Duration.ofSeconds(15));
    Duration after = invocation.duration(AFTER, Duration.ofSeconds(5));
    if (before.compareTo(MOST_BEFORE) > 0 || after.compareTo(MOST_BEFORE) > 0) {
      throw new Usage("--before and --after are 5m at most", "it is all kept in memory");
    }
    return new GuardPlan(
        invocation.pids(),
        ruleList(invocation),
        new GuardPlan.Looking(
            !invocation.has(NO_STOP), invocation.has(WITH_ARGS), maxCpu(invocation)),
        new GuardPlan.Capturing(before, after, invocation.duration(COOL_DOWN, Duration.ofHours(1))),
        CaptureOptions.origin(invocation));
  }

  private static List<Rule> ruleList(Invocation invocation) {
    List<String> given = invocation.values(WHEN);
    List<Rule> rules =
        (given.isEmpty() ? RuleWords.USUAL : given).stream().map(RuleWords::parse).toList();
    if (rules.stream().anyMatch(r -> r.kind().needsAnswers()) && !invocation.has(ACCESS_LOG)) {
      throw new Usage("a rule about answers needs an access log", "give one: --access-log PIPE");
    }
    return rules;
  }

  private static double maxCpu(Invocation invocation) {
    String text = invocation.value(MAX_CPU);
    if (text == null) {
      return 1;
    }
    if (!text.matches("\\d{1,2}(\\.\\d{1,2})?") || Double.parseDouble(text) <= 0) {
      throw new Usage("--max-cpu '" + text + "' is no share", "write percent of a processor: 1");
    }
    return Double.parseDouble(text);
  }

  static int maxPerDay(Invocation invocation) {
    String text = invocation.value(MAX_PER_DAY);
    if (text == null) {
      return 20;
    }
    if (!text.matches("[1-9]\\d{0,3}")) {
      throw new Usage("--max-per-day '" + text + "' is no number", "write one from 1 to 9999");
    }
    return Integer.parseInt(text);
  }

  /** Where bundles go; empty if nothing is to be kept. */
  static Optional<Path> folder(Invocation invocation) {
    String dir = invocation.value(DIR);
    if (dir == null && invocation.has(ONCE)) {
      return Optional.empty();
    }
    return Optional.of(Path.of(dir == null ? "/var/lib/ngxscope" : dir));
  }

  static DiskBudget budget(Invocation invocation) {
    String most = invocation.value(MAX_DISK);
    String free = invocation.value(KEEP_FREE);
    long bytes = most == null ? 512L << 20 : Sizes.parse("--" + MAX_DISK, most);
    if (bytes < LEAST_DISK) {
      throw new Usage(
          "--max-disk " + most + " is too little", "32m or more: room for a bundle is made first");
    }
    return new DiskBudget(bytes, free == null ? 256L << 20 : Sizes.parse("--" + KEEP_FREE, free));
  }

  /** Where to listen for orders; empty if nowhere. */
  static Optional<Path> control(Invocation invocation) {
    return Optional.ofNullable(invocation.value(CONTROL)).map(Path::of);
  }

  /** Whom to give orders to. */
  static Path controlOfOther(Invocation invocation) {
    return control(invocation).orElse(Path.of("/run/ngxscope/agent.sock"));
  }

  static String controlGroup(Invocation invocation) {
    String group = invocation.value(CONTROL_GROUP);
    return group == null ? "" : group;
  }

  static Optional<Duration> duration(Invocation invocation) {
    if (!invocation.has(CaptureOptions.DURATION)) {
      return invocation.has(ONCE) ? Optional.of(Duration.ofMinutes(1)) : Optional.empty();
    }
    return Optional.of(invocation.duration(CaptureOptions.DURATION, Duration.ofMinutes(1)));
  }
}
