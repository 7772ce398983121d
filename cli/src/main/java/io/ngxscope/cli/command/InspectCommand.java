package io.ngxscope.cli.command;

import io.ngxscope.agent.inspect.FunctionView;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.session.CoreChoice;
import io.ngxscope.agent.session.InspectSession;
import io.ngxscope.cli.screen.Interrupts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.jspecify.annotations.Nullable;

/** {@code ngxscope inspect}: what is in a stripped, optimised program. */
public final class InspectCommand implements Command {
  private static final String WHEN = "when";
  private static final String CALLS = "calls";
  private static final String LINES = "lines";
  private static final List<String> QUESTIONS = List.of("symbols", "func", "args", "struct");
  private static final Duration DEFAULT_DURATION = Duration.ofSeconds(30);
  private static final int DEFAULT_CALLS = 10;
  private static final int DEFAULT_LINES = 60;
  private static final int MAX_NUMBER = 100_000;

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "look into a stripped program: names, code, arguments of calls, structures";
  }

  @Override
  public int maxArguments() {
    return 2;
  }

  @Override
  public String argumentNames() {
    return "symbols|func|args|struct [NAME]";
  }

  @Override
  public List<String> argumentChoices() {
    return QUESTIONS;
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(CoreOption.core())
        .addOption(CoreOption.sysroot())
        .addOption(
            Option.builder()
                .longOpt(WHEN)
                .hasArg()
                .argName("EXPR")
                .desc("args: only calls for which this holds, as 'arg2 > 1000 && len(arg0) == 4'")
                .get())
        .addOption(
            Option.builder("n")
                .longOpt(CALLS)
                .hasArg()
                .argName("N")
                .desc("args: calls to wait for (10)")
                .get())
        .addOption(
            Option.builder()
                .longOpt(LINES)
                .hasArg()
                .argName("N")
                .desc("func: instructions shown (60)")
                .get())
        .addOption(
            Option.builder("d")
                .longOpt(CaptureOptions.DURATION)
                .hasArg()
                .argName("TIME")
                .desc("args: how long at most (30s)")
                .get())
        .addOption(SourceMap.option())
        .addOption(CommonOptions.json());
  }

  @Override
  public String example() {
    return """
        $ ngxscope inspect args lua_pushlstring -p 23420 --when 'arg2 == 11' -n 1
        lua_pushlstring  libluajit-5.1.so.2.1.0+0x1a0b0, probed at +0x1a0b0 (emulated: about 1 us a call)
        thread 23420
          arg0  0x7f31b04b8378  lua_State (coroutine)
          arg1  0x55d0c5a3f2e0  "/block/shop HTTP/1.1"
          arg2  11
        ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<String> words = invocation.arguments();
    String question = words.isEmpty() ? "" : words.get(0);
    if (!QUESTIONS.contains(question)) {
      throw new Usage(
          question.isEmpty() ? "what to inspect?" : "inspect " + question + " is not known",
          "one of: symbols [NAME], func NAME, args FUNC, struct [NAME]");
    }
    String name = words.size() > 1 ? words.get(1) : null;
    Optional<CoreChoice> core = CoreOption.of(invocation);
    try (InspectSession session =
        core.map(InspectSession::core)
            .orElseGet(() -> InspectSession.live(invocation.requiredPids()))) {
      session.notes().forEach(invocation.screen()::note);
      InspectPrinter printer =
          invocation.json() ? new InspectJson(invocation.out()) : new InspectText(invocation.out());
      switch (question) {
        case "symbols" -> symbols(session, name, printer);
        case "func" -> {
          FunctionView view =
              session.function(required(name), number(invocation, LINES, DEFAULT_LINES));
          printer.function(view.withSource(SourceMap.of(invocation).path(view.source())));
        }
        case "args" -> arguments(session, required(name), invocation, printer);
        default -> printer.structures(session.structures(name));
      }
    }
    return DONE;
  }

  private static String required(@Nullable String name) {
    if (name == null) {
      throw new Usage("which function?", "name it: `ngxscope inspect symbols PART` finds names");
    }
    return name;
  }

  private static void symbols(
      InspectSession session, @Nullable String name, InspectPrinter printer) {
    if (name == null) {
      printer.modules(session.modules());
      return;
    }
    var found = session.symbols(name);
    if (found.isEmpty()) {
      throw new Usage(
          "no function is known whose name holds " + name,
          "leave the name out to see which names there are at all");
    }
    List<InspectPrinter.Anchored> shown =
        found.stream()
            .map(
                f ->
                    new InspectPrinter.Anchored(
                        f, found.size() > 5 ? List.of() : session.codeAt(f, 6)))
            .toList();
    printer.symbols(shown);
  }

  private static void arguments(
      InspectSession session, String name, Invocation invocation, InspectPrinter printer) {
    try (Interrupts interrupts = Interrupts.watch()) {
      InspectSession.Calls calls =
          session.arguments(
              name,
              invocation.value(WHEN),
              number(invocation, CALLS, DEFAULT_CALLS),
              invocation.duration(CaptureOptions.DURATION, DEFAULT_DURATION),
              interrupts::requested);
      printer.calls(calls);
      if (calls.calls().isEmpty()) {
        invocation.screen().note("no such call was made in this time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int number(Invocation invocation, String option, int otherwise) {
    String text = invocation.value(option);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[1-9]\\d{0,5}") || Integer.parseInt(text) > MAX_NUMBER) {
      throw new Usage("--" + option + " " + text + " is no number of them", "give 1 to 100000");
    }
    return Integer.parseInt(text);
  }
}
