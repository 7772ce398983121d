package io.ngxscope.cli.command;

import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.recording.HeapRecording;
import io.ngxscope.agent.session.CoreChoice;
import io.ngxscope.agent.session.HeapPlan;
import io.ngxscope.agent.session.HeapSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope heap}: what is in the Lua heap, and who holds it. */
public final class HeapCommand implements Command {
  private static final String PAUSE = "pause";
  private static final String WITH_VALUES = "with-values";
  private static final String TOP = "top";
  private static final int DEFAULT_TOP = 50;

  @Override
  public String name() {
    return "heap";
  }

  @Override
  public String summary() {
    return "take a census of the Lua heap and show who holds its memory";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            Option.builder()
                .longOpt(PAUSE)
                .desc("stop the worker for an exact copy; the stop is reported")
                .get())
        .addOption(
            Option.builder()
                .longOpt(WITH_VALUES)
                .desc("show how strings begin, which may be secrets")
                .get())
        .addOption(
            Option.builder()
                .longOpt(TOP)
                .hasArg()
                .argName("N")
                .desc("rows of each table (50)")
                .get())
        .addOption(MemoryLimit.option())
        .addOption(CoreOption.core())
        .addOption(CoreOption.sysroot())
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.record())
        .addOption(CaptureOptions.force())
        .addOption(CommonOptions.json());
  }

  @Override
  public String example() {
    return """
        $ ngxscope heap -p 23420 -o heap.html
        worker 23420  Lua heap 199 MiB, 115,847 objects

        Who holds most
           retained   objects  what
            154 MiB    39,948  ngx_lua running coroutines coroutine (/srv/shop/lua/shop/poller.lua:5) stack  table
           19.7 MiB     5,001  package.loaded["shop.frames"].decoded  table
            5.8 MiB    15,001  package.loaded["shop.visits"].count upvalue seen (/srv/shop/lua/shop/visits.lua:6)  table
        ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<Path> files = MemoryOutput.files(invocation);
    HeapOptions options =
        new HeapOptions(
            MemoryLimit.of(invocation),
            invocation.has(PAUSE),
            invocation.has(WITH_VALUES),
            top(invocation));
    Optional<CoreChoice> core = CoreOption.of(invocation);
    List<Pid> pids = core.isPresent() ? List.of() : invocation.requiredPids();
    HeapSession session =
        new HeapSession(new HeapPlan(pids, options, CaptureOptions.origin(invocation)));
    HeapRecording recording = core.map(session::core).orElseGet(session::run);
    MemoryOutput.record(invocation, recording);
    MemoryOutput.report(invocation, recording, files);
    return DONE;
  }

  /**
   * Rows of each table.
   *
   * @throws DiagnosticException if it is no number from 1 to 10000
   */
  static int top(Invocation invocation) {
    String text = invocation.value(TOP);
    if (text == null) {
      return DEFAULT_TOP;
    }
    if (!text.matches("[1-9]\\d{0,3}")) {
      throw new Usage("--top " + text + " is no number of rows", "give one from 1 to 9999");
    }
    return Integer.parseInt(text);
  }
}
