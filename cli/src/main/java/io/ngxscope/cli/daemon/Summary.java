package io.ngxscope.cli.daemon;

import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.cli.report.Finding;
import io.ngxscope.cli.report.Printable;
import io.ngxscope.cli.report.Quantities;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An incident in one line. */
public final class Summary {
  private Summary() {}

  /** Why it was captured, and what was found. */
  public static String of(Incident incident) {
    Trigger trigger = incident.trigger();
    String found = Finding.plain(Finding.of(about(incident)).headline());
    return Printable.of(trigger.rule(), 80) + ": " + measured(trigger) + found;
  }

  private static boolean isBy(@Nullable Frame culprit, Block block) {
    return culprit == null || Culprits.key(culprit).equals(Culprits.key(Culprits.culprit(block)));
  }

  /** The recording with the blocks in question alone, if there are any. */
  private static Recording about(Incident incident) {
    Recording all = incident.recording();
    ProcessKey worker = incident.trigger().worker();
    List<Block> own =
        all.blocks().stream()
            .filter(b -> b.worker().equals(worker) && isBy(incident.trigger().culprit(), b))
            .toList();
    return own.isEmpty()
        ? all
        : new Recording(
            all.info(),
            all.targets(),
            own,
            all.samples(),
            all.workerEvents(),
            all.loopBuckets(),
            all.quality(),
            all.endUnixMicros(),
            all.complete());
  }

  private static String measured(Trigger trigger) {
    String who = who(trigger.worker());
    return switch (trigger.source()) {
      case "block" -> who.strip() + ", ";
      case "blocked" -> who + "was blocked for " + percent(trigger) + " of the time. ";
      case "cpu" -> who + "used " + percent(trigger) + " of a processor. ";
      case "gc" -> who + "holds " + size(trigger) + " more Lua memory than before. ";
      case "rss" -> who + "uses " + size(trigger) + " more memory than before. ";
      case "5xx" -> percent(trigger) + " of the answers were errors. ";
      case "latency" ->
          "one answer in a hundred took " + Quantities.duration((long) trigger.value()) + ". ";
      default -> "";
    };
  }

  private static String who(@Nullable ProcessKey worker) {
    return worker == null ? "" : "worker " + worker.pid() + " ";
  }

  private static String percent(Trigger trigger) {
    return String.format(Locale.ROOT, "%.0f %%", trigger.value());
  }

  private static String size(Trigger trigger) {
    return Quantities.size((long) trigger.value());
  }
}
