package io.ngxscope.agent.session;

import io.ngxscope.agent.aggregate.Culprits;
import io.ngxscope.agent.guard.Answer;
import io.ngxscope.agent.guard.CoolDown;
import io.ngxscope.agent.guard.DayLimit;
import io.ngxscope.agent.guard.EventRing;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.guard.RuleBook;
import io.ngxscope.agent.guard.Trigger;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.Event;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.model.WorkerReading;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.target.Role;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import io.ngxscope.agent.watch.Watch;
import io.ngxscope.agent.watch.WatchOptions;
import io.ngxscope.agent.watch.WorkerView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches every nginx of a host without an end, and captures when a rule fires or somebody asks.
 * One use, one thread; what other threads may call says so.
 */
public final class GuardSession implements Watch.Sink {
  private static final long SECOND_MICROS = 1_000_000;

  private static final long SHOW_MICROS = 100_000;

  /** A capture that waits for the end of its block still has all that came before it. */
  private static final long SLACK_MICROS = OpenCaptures.PATIENCE_MICROS + 2 * SECOND_MICROS;

  private final GuardPlan plan;
  private final GuardListener listener;
  private final DayLimit dayLimit;
  private final RuleBook rules;
  private final EventRing ring;
  private final CoolDown coolDown;
  private final OpenCaptures open;
  private final QualityLog qualities;
  private final GuardPace pace;
  private final GuardSamples samples;
  private final CaptureInfo info;
  private final Map<ProcessKey, TargetInfo> targets = new HashMap<>();
  private final Map<ProcessKey, Long> fired = new HashMap<>();
  private final Queue<Trigger> asked = new ConcurrentLinkedQueue<>();
  private final long beforeMicros;
  private @Nullable Watch watching;
  private @Nullable Scout scout;
  private long startMicros;
  private long nextSecondMicros;
  private long nextShowMicros;
  private long blocks;
  private long captures;
  private int calmTicks = GuardPace.CALM_TICKS;

  /**
   * Readies a guard.
   *
   * @param dayLimit how many captures a day; knows those of earlier runs
   */
  public GuardSession(GuardPlan plan, DayLimit dayLimit, GuardListener listener) {
    this.plan = plan;
    this.listener = listener;
    this.dayLimit = dayLimit;
    this.rules = new RuleBook(plan.rules());
    this.beforeMicros = plan.capture().before().toNanos() / 1000;
    long afterMicros = plan.capture().after().toNanos() / 1000;
    this.ring = new EventRing(beforeMicros + afterMicros + SLACK_MICROS);
    this.qualities = new QualityLog(beforeMicros + afterMicros + SLACK_MICROS);
    this.coolDown = new CoolDown(plan.capture().coolDown().toNanos() / 1000);
    this.open = new OpenCaptures(afterMicros);
    this.pace = new GuardPace(plan.watch().maxCpuPercent());
    this.samples = new GuardSamples(ring);
    this.info = plan.info();
  }

  /** Asks for a capture; may be called by any thread. */
  public void capture(String source, String why) {
    asked.add(Trigger.asked(source, why, 0));
  }

  /** Tells an answer of nginx, as an access log has it; may be called by any thread. */
  public void answer(Answer answer) {
    Watch watch = watching;
    if (watch != null) {
      rules.answer(answer, watch.clock().micros());
    }
  }

  /**
   * Watches until told to stop; captures that are open then end at once.
   *
   * @param stop asked once a tick
   * @throws DiagnosticException if processes were named and cannot be watched
   */
  public void run(BooleanSupplier stop) {
    TargetFinder finder = TargetFinder.live();
    Scout.require(finder, plan.pids());
    try (Watch watch = new Watch(options(), finder, this);
        Scout looking = new Scout(finder, plan.pids())) {
      watching = watch;
      scout = looking;
      startMicros = watch.clock().micros();
      watch.run(stop);
      watch.finish();
      endCaptures(watch, watch.clock().micros(), true);
    }
  }

  private WatchOptions options() {
    return new WatchOptions(
        GuardPace.THRESHOLD_MICROS,
        GuardPace.TICK_MICROS,
        plan.watch().mayStop(),
        plan.watch().withArguments(),
        GuardPace.initial());
  }

  @Override
  public void target(TargetInfo target) {
    targets.put(target.key(), target);
  }

  @Override
  public void iteration(ProcessKey worker, long endUnixMicros, long micros) {
    ring.iteration(endUnixMicros, micros);
    listener.iteration(worker, micros);
  }

  @Override
  public void event(Event event) {
    if (event instanceof Block block) {
      blocks++;
      ring.add(block);
      listener.block(block);
      List<Trigger> triggers = rules.block(block, block.startUnixMicros() + block.durationMicros());
      if (!triggers.isEmpty() && isNew(block)) {
        triggers.forEach(this::fire);
      }
    } else if (event instanceof WorkerEvent worker) {
      ring.add(worker);
      listener.worker(worker);
    }
  }

  @Override
  public void tick(long nowMicros) {
    Watch watch = watching;
    if (watch == null) {
      return;
    }
    meetOne(watch);
    for (Trigger trigger = asked.poll(); trigger != null; trigger = asked.poll()) {
      fire(Trigger.asked(trigger.source(), trigger.rule(), nowMicros));
    }
    List<WorkerView> workers = watch.views();
    away(workers, nowMicros);
    samples.tick(workers, nowMicros, open.wantsSamples());
    if (nowMicros >= nextSecondMicros) {
      nextSecondMicros = nowMicros + SECOND_MICROS;
      second(watch, workers, nowMicros);
    }
  }

  /** A block that lasts fires when it is long enough, not when it ends: it may never end. */
  private void away(List<WorkerView> workers, long nowMicros) {
    List<Away> away = new ArrayList<>();
    boolean show = nowMicros >= nextShowMicros;
    for (WorkerView worker : workers) {
      long micros = worker.awayMicros(nowMicros);
      boolean fires = micros > rules.blockMicros();
      if (fires || (show && micros >= GuardPace.THRESHOLD_MICROS)) {
        Block block = worker.current(nowMicros).orElse(null);
        away.add(new Away(worker.target().key(), micros, block));
        if (fires && block != null && isNew(block)) {
          rules.running(block, nowMicros).forEach(this::fire);
        }
      }
    }
    if (show) {
      nextShowMicros = nowMicros + SHOW_MICROS;
      listener.away(away, nowMicros);
    }
  }

  /** A block fires once, while it runs or when it ends. */
  private boolean isNew(Block block) {
    Long before = fired.put(block.worker(), block.startUnixMicros());
    return before == null || before != block.startUnixMicros();
  }

  /** One a tick: attaching takes some tenths of a second. */
  private void meetOne(Watch watch) {
    Target target = scout == null ? null : scout.next();
    if (target == null) {
      return;
    }
    if (target.role() == Role.MASTER) {
      watch.follow(target);
    } else if (target.role().serves()) {
      watch.adopt(target);
    }
    pace.restart(watch.clock().micros(), SelfCpu.micros());
  }

  private void second(Watch watch, List<WorkerView> workers, long now) {
    List<WorkerReading> readings = new ArrayList<>();
    for (WorkerView worker : workers) {
      worker.read(now).ifPresent(readings::add);
    }
    for (WorkerReading reading : readings) {
      ring.add(reading);
      rules.reading(reading).forEach(this::fire);
    }
    rules.second(now).forEach(this::fire);
    samples.second(readings);
    listener.readings(readings);
    endCaptures(watch, now, false);
    ring.expire(now);
    qualities.add(now, watch.counters().quality(SelfCpu.micros(), ring.lost()));
    forget(workers);
    calmTicks = pace.calmTicks(now, SelfCpu.micros());
    watch.calmTicks(calmTicks);
    listener.second(status(workers, now));
  }

  /** Workers of former generations, when no capture can be about them any more. */
  private void forget(List<WorkerView> workers) {
    Set<ProcessKey> living = new HashSet<>();
    workers.forEach(w -> living.add(w.target().key()));
    rules.keepOnly(living);
    fired.keySet().retainAll(living);
    if (open.size() == 0) {
      ring.since(0).blocks().forEach(b -> living.add(b.worker()));
      targets.keySet().retainAll(living);
    }
  }

  private GuardStatus status(List<WorkerView> workers, long now) {
    return new GuardStatus(
        startMicros,
        now,
        workers.stream().map(w -> w.target().info(w.luajit())).toList(),
        open.size(),
        captures,
        blocks,
        calmTicks * GuardPace.TICK_MICROS,
        SelfCpu.micros(),
        inFlight(workers));
  }

  /** The workers of a master share their counters. */
  private static OptionalLong inFlight(List<WorkerView> workers) {
    Map<Integer, OptionalLong> masters = new HashMap<>();
    for (WorkerView worker : workers) {
      masters.computeIfAbsent(worker.target().masterPid(), m -> worker.inFlight());
    }
    return masters.values().stream().anyMatch(OptionalLong::isPresent)
        ? OptionalLong.of(masters.values().stream().mapToLong(n -> n.orElse(0)).sum())
        : OptionalLong.empty();
  }

  private void fire(Trigger trigger) {
    String instance = instance(trigger.worker());
    String key = key(trigger, instance);
    listener.triggered(trigger, begin(trigger, instance, key));
  }

  private GuardListener.Fate begin(Trigger trigger, String instance, @Nullable String key) {
    long now = trigger.unixMicros();
    if (key != null && !coolDown.isOver(key, now)) {
      return GuardListener.Fate.COOLING_DOWN;
    }
    if (open.isFull()) {
      return GuardListener.Fate.TOO_MANY;
    }
    if (!dayLimit.allows(now)) {
      if (key != null) {
        coolDown.begin(key, now); // so that it is said once
      }
      return GuardListener.Fate.DAY_IS_FULL;
    }
    dayLimit.count(now);
    if (key != null) {
      coolDown.begin(key, now);
    }
    open.begin(trigger, instance);
    return GuardListener.Fate.CAPTURING;
  }

  /** What makes two triggers the same incident; null for what somebody asked for. */
  private static @Nullable String key(Trigger trigger, String instance) {
    if (trigger.culprit() != null) {
      return instance + " " + Culprits.key(trigger.culprit());
    }
    return switch (trigger.source()) {
      case "signal", "file", "control" -> null;
      case "gc", "rss" -> instance + " memory";
      default -> instance + " " + trigger.source();
    };
  }

  /** A name that outlives a reload. */
  private String instance(@Nullable ProcessKey worker) {
    TargetInfo target = worker == null ? null : targets.get(worker);
    return target == null ? "" : target.exe() + " " + target.prefix();
  }

  private void endCaptures(Watch watch, long now, boolean all) {
    for (OpenCaptures.Open ended : open.takeEnded(now, t -> isBlocked(watch, t, now), all)) {
      captures++;
      listener.captured(incident(watch, ended, now));
    }
    if (open.size() == 0) {
      return;
    }
    pace.restart(now, SelfCpu.micros()); // captures cost, and end by themselves
  }

  private static boolean isBlocked(Watch watch, Trigger trigger, long now) {
    return watch.views().stream()
        .filter(w -> w.target().key().equals(trigger.worker()))
        .anyMatch(w -> w.awayMicros(now) > GuardPace.THRESHOLD_MICROS);
  }

  private Incident incident(Watch watch, OpenCaptures.Open ended, long now) {
    long from = Math.max(startMicros, ended.trigger().unixMicros() - beforeMicros);
    EventRing.Slice slice = ring.since(from);
    List<Block> all = new ArrayList<>(slice.blocks());
    for (WorkerView worker : watch.views()) {
      if (worker.awayMicros(now) > GuardPace.THRESHOLD_MICROS) {
        worker.current(now).ifPresent(all::add);
      }
    }
    Quality total = watch.counters().quality(SelfCpu.micros(), ring.lost());
    Recording recording =
        new Recording(
            info.startingAt(from),
            List.copyOf(targets.values()),
            all,
            slice.samples(),
            slice.workerEvents(),
            slice.loopBuckets(),
            qualities.since(from, total),
            now,
            true);
    return new Incident(ended.trigger(), ended.instance(), recording, slice.readings());
  }
}
