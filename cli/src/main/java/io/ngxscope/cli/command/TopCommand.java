package io.ngxscope.cli.command;

import io.ngxscope.agent.guard.DayLimit;
import io.ngxscope.agent.guard.Incident;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.session.GuardListener;
import io.ngxscope.agent.session.GuardPlan;
import io.ngxscope.agent.session.GuardSession;
import io.ngxscope.cli.daemon.RecordingFile;
import io.ngxscope.cli.daemon.Tell;
import io.ngxscope.cli.screen.FullScreen;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screens;
import io.ngxscope.cli.screen.TerminalFullScreen;
import io.ngxscope.cli.top.TopModel;
import io.ngxscope.cli.top.TopScreen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope top}: all workers, live. */
public final class TopCommand implements Command {
  private static final String NO_STOP = "no-stop";
  private static final String WITH_ARGS = "with-args";
  private static final Duration BEFORE = Duration.ofMinutes(1);
  private static final Duration AFTER = Duration.ofSeconds(2);
  private static final double MAX_CPU_PERCENT = 5;
  private static final int NO_LIMIT = 10_000;

  @Override
  public String name() {
    return "top";
  }

  @Override
  public String summary() {
    return "show all workers live: who is blocked now, in which Lua line, and for how long";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(flag(NO_STOP, "never stop a worker to read its registers"))
        .addOption(flag(WITH_ARGS, "keep query strings, which often hold secrets"));
  }

  private static Option flag(String name, String description) {
    return Option.builder().longOpt(name).desc(description).get();
  }

  @Override
  public String example() {
    return """
        $ ngxscope top
        ngxscope top  10:21:40  2 workers  3 in flight  41 blocks  by pid
            PID    AWAY   WORST BLK% CPU%     LUA GC    LOOP       BLOCKED IN
          23420   204ms   1.20s   18   23  3.1MiB propa ▂ ▄▁▇▂▃▂▆█ pricing.lua:8 shop.p
          23421       -    98ms    2    4  2.8MiB pause   ▁  ▃   ▁

            TOTAL    WORST BLOCKS  CULPRITS, last minute
           10.8 s   1.20 s     34  pricing.lua:8 shop.pricing.quote  /block/shop
        """;
  }

  @Override
  public int run(Invocation invocation) {
    if (!Screens.isTerminal(Screens.STDIN) || !Screens.isTerminal(Screens.STDOUT)) {
      throw new Usage("top needs a terminal", "for scripts: ngxscope agent --once --json");
    }
    TopModel model = new TopModel();
    GuardSession session =
        new GuardSession(
            plan(invocation),
            new DayLimit(NO_LIMIT, List.of()),
            new Tell(List.of(model, saving(model))));
    try (Interrupts interrupts = Interrupts.watch();
        FullScreen screen = TerminalFullScreen.open(invocation.color())) {
      AtomicBoolean left = new AtomicBoolean();
      TopScreen top =
          new TopScreen(screen, model, () -> session.capture("control", "top"), unicode());
      Thread drawing = new Thread(() -> draw(top, left), "ngxscope-top");
      drawing.setDaemon(true);
      drawing.start();
      try {
        session.run(() -> left.get() || interrupts.requested());
      } finally {
        left.set(true);
        join(drawing);
      }
    }
    return DONE;
  }

  private static GuardPlan plan(Invocation invocation) {
    return new GuardPlan(
        invocation.pids(),
        List.of(),
        new GuardPlan.Looking(!invocation.has(NO_STOP), invocation.has(WITH_ARGS), MAX_CPU_PERCENT),
        new GuardPlan.Capturing(BEFORE, AFTER, Duration.ofSeconds(1)),
        CaptureOptions.origin(invocation));
  }

  private static void draw(TopScreen top, AtomicBoolean left) {
    try {
      boolean more = true;
      while (more && !left.get()) {
        more = top.turn();
      }
    } finally {
      left.set(true);
    }
  }

  /** The terminal is given back when nobody draws any more. */
  private static void join(Thread drawing) {
    try {
      drawing.join(Duration.ofSeconds(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean unicode() {
    String locale = "";
    for (String name : List.of("LANG", "LC_CTYPE", "LC_ALL")) {
      String value = System.getenv(name);
      locale = value == null || value.isEmpty() ? locale : value;
    }
    return locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8");
  }

  private static GuardListener saving(TopModel model) {
    return new GuardListener() {
      @Override
      public void captured(Incident incident) {
        String name = "ngxscope-top-" + incident.trigger().unixMicros() / 1000 + ".ngxr";
        try {
          RecordingFile.write(incident.recording(), Path.of(name));
          model.say("the last minute is in " + name + "; ngxscope report " + name);
        } catch (DiagnosticException e) {
          model.say("not captured: " + e.getMessage());
        }
      }
    };
  }
}
