package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.probe.ProbeArguments;
import io.ngxscope.agent.probe.ProbeCatalog;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.session.ScriptSession;
import io.ngxscope.agent.session.ScriptSession.Outcome;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.cli.screen.Interrupts;
import io.ngxscope.cli.screen.Screen;
import java.time.Duration;
import java.util.List;
import org.apache.commons.cli.Options;

/** {@code ngxscope run}: runs a probe script on workers and prints what it tells. */
public final class RunCommand implements Command {
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(10);
  private static final int MAX_WORDS = 64;

  @Override
  public String name() {
    return "run";
  }

  @Override
  public String summary() {
    return "run a probe script, shipped or your own, on a worker";
  }

  @Override
  public Options options() {
    return OverheadOptions.addTo(
        new Options()
            .addOption(CommonOptions.pid())
            .addOption(CaptureOptions.duration("10s"))
            .addOption(CommonOptions.json()));
  }

  @Override
  public int maxArguments() {
    return MAX_WORDS;
  }

  @Override
  public String argumentNames() {
    return "NAME|FILE [name=value]...";
  }

  @Override
  public List<String> argumentChoices() {
    return ProbeCatalog.shipped().probes().stream().map(ProbeSpec::name).toList();
  }

  @Override
  public String example() {
    return """
        $ ngxscope run syscalls-slow -p 23420 min=10ms -d 4s
                   at           slept        call         arg0         arg1         arg2
          SLEPT    00:27:57.309  51 ms        wait4        0x304        0x7ffc217d0ca8  0x0
          SLEPT    00:27:57.481  30 ms        poll         0x0          0x0          0x1e
        ...
        worker 23420: 7 rows, 0 lost, 0 not understood, 0 times a full map; attached in 1.37 s, detached in 227 ms
          overhead 0.00 % of a processor (0 hits), 0.00 % foretold, 5.00 % allowed
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<String> words = invocation.arguments();
    if (words.isEmpty()) {
      throw new Usage("which probe?", "`ngxscope probes` lists them");
    }
    ProbeSpec spec = ProbeCatalog.shipped().open(words.get(0));
    ProbeArguments arguments = ProbeArguments.of(spec, words.subList(1, words.size()));
    List<Pid> pids = invocation.requiredPids();
    Duration duration = invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION);
    RowPrinter printer =
        invocation.json()
            ? new RowJson(spec, invocation.out())
            : new RowTable(spec, pids.size() > 1, invocation.out());
    Printing printing = new Printing(printer, invocation.screen());
    try (Interrupts interrupts = Interrupts.watch()) {
      List<Outcome> outcomes =
          new ScriptSession(spec, arguments, OverheadOptions.budget(invocation), printing)
              .run(pids, duration, interrupts::requested);
      printer.end(outcomes);
      if (outcomes.stream().allMatch(o -> o.health().rows() == 0)) {
        invocation
            .screen()
            .note(
                "nothing was printed: the probes were in place, but nothing of what they look for"
                    + " happened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return DONE;
  }

  /** Hands rows to the printer and words to the screen. */
  private record Printing(RowPrinter printer, Screen screen) implements ScriptSession.Listener {
    @Override
    public void attached(int workers) {
      screen.note(LiveLine.BEGUN);
    }

    @Override
    public void row(Pid worker, Row row) {
      printer.row(worker, row);
    }

    @Override
    public void ended(Pid worker) {
      screen.note("worker " + worker + " ended");
    }
  }
}
