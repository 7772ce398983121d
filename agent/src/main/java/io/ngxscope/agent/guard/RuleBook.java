package io.ngxscope.agent.guard;

import io.ngxscope.agent.aggregate.Culprit;
import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.WorkerReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says when a rule fires. A rule over time is asked once a second, and where blocks explain what it
 * sees, their culprit is named: so one cause, seen by several rules, is one incident.
 */
public final class RuleBook {
  private final List<Rule> rules;
  private final Map<Rule, AnswerWindow> answers = new HashMap<>();
  private final Map<ProcessKey, WorkerHistory> workers = new HashMap<>();

  /** A book of rules. */
  public RuleBook(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    rules.stream()
        .filter(r -> r.kind().needsAnswers())
        .forEach(r -> answers.put(r, new AnswerWindow(r.windowMicros())));
  }

  /** Tells an answer of nginx; may be called by any thread. */
  public void answer(Answer answer, long nowMicros) {
    answers.values().forEach(window -> window.add(answer, nowMicros));
  }

  /** Tells a block that has ended. */
  public List<Trigger> block(Block block, long nowMicros) {
    history(block.worker()).add(block);
    return running(block, nowMicros);
  }

  /** Tells a block that still goes on. */
  public List<Trigger> running(Block block, long nowMicros) {
    List<Trigger> fired = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.kind() == Rule.Kind.BLOCK && block.durationMicros() > rule.limit()) {
        Frame culprit = Culprits.culprit(block);
        fired.add(
            Trigger.of(rule, block.worker(), nowMicros, (double) block.durationMicros(), culprit));
      }
    }
    return fired;
  }

  /** The shortest block that fires, in microseconds; {@link Long#MAX_VALUE} if none does. */
  public long blockMicros() {
    return rules.stream()
        .filter(r -> r.kind() == Rule.Kind.BLOCK)
        .mapToLong(r -> (long) r.limit())
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Tells what a worker has used. */
  public List<Trigger> reading(WorkerReading reading) {
    WorkerHistory history = history(reading.worker());
    history.add(reading);
    List<Trigger> fired = new ArrayList<>();
    for (Rule rule : rules) {
      double value = value(rule, history, reading);
      if (value > rule.limit()) {
        Frame culprit = explanation(rule, history, reading.unixMicros());
        fired.add(Trigger.of(rule, reading.worker(), reading.unixMicros(), value, culprit));
      }
    }
    return fired;
  }

  private static double value(Rule rule, WorkerHistory history, WorkerReading reading) {
    return switch (rule.kind()) {
      case BLOCKED -> {
        long blocked = total(history.blocksWithin(rule.windowMicros(), reading.unixMicros()));
        yield blocked * 100.0 / rule.windowMicros();
      }
      case CPU -> history.cpuPercent(rule.windowMicros());
      case GC, RSS -> history.risen(rule);
      case BLOCK, ERRORS, LATENCY -> 0;
    };
  }

  /** The culprit of the worker's blocks, if they take at least half of what the rule has seen. */
  private static @Nullable Frame explanation(Rule rule, WorkerHistory history, long now) {
    if (rule.kind() != Rule.Kind.BLOCKED && rule.kind() != Rule.Kind.CPU) {
      return null;
    }
    List<Block> blocks = history.blocksWithin(rule.windowMicros(), now);
    double percent = total(blocks) * 100.0 / rule.windowMicros();
    return percent >= rule.limit() / 2 ? first(blocks) : null;
  }

  /** Asks the rules that belong to no worker. */
  public List<Trigger> second(long nowMicros) {
    List<Trigger> fired = new ArrayList<>();
    answers.forEach(
        (rule, window) -> {
          double value =
              rule.kind() == Rule.Kind.ERRORS
                  ? window.errorPercent(nowMicros)
                  : window.slowMicros(nowMicros);
          if (value > rule.limit()) {
            fired.add(Trigger.of(rule, null, nowMicros, value, slowedBy(rule, nowMicros)));
          }
        });
    return fired;
  }

  /** Whoever blocked a worker for half of the limit and more makes answers late. */
  private @Nullable Frame slowedBy(Rule rule, long now) {
    if (rule.kind() != Rule.Kind.LATENCY) {
      return null;
    }
    List<Block> late = new ArrayList<>();
    for (WorkerHistory history : workers.values()) {
      history.blocksWithin(rule.windowMicros(), now).stream()
          .filter(b -> b.durationMicros() > rule.limit() / 2)
          .forEach(late::add);
    }
    return first(late);
  }

  private static @Nullable Frame first(List<Block> blocks) {
    List<Culprit> culprits = Culprits.of(blocks);
    return culprits.isEmpty() ? null : culprits.get(0).frame();
  }

  private static long total(List<Block> blocks) {
    return blocks.stream().mapToLong(Block::durationMicros).sum();
  }

  private WorkerHistory history(ProcessKey worker) {
    return workers.computeIfAbsent(worker, w -> new WorkerHistory(rules));
  }

  /** Forgets the workers that are no more. */
  public void keepOnly(Set<ProcessKey> living) {
    workers.keySet().retainAll(living);
  }
}
