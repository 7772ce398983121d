package io.ngxscope.cli.command;

import io.ngxscope.agent.model.Backtrace;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ParkedCoroutines;
import io.ngxscope.agent.model.ParkedGroup;
import io.ngxscope.agent.model.Stack;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.Option;

/** {@code --source-map FROM=TO}: paths of sources as they are in the reader's tree. */
final class SourceMap {
  private static final String OPTION = "source-map";

  private final List<Rule> rules;

  private record Rule(String from, String to) {}

  private SourceMap(List<Rule> rules) {
    this.rules = rules;
  }

  static Option option() {
    return Option.builder()
        .longOpt(OPTION)
        .hasArg()
        .argName("FROM=TO")
        .desc(
            "show sources under folder FROM as under TO, so that file:line opens; may be repeated")
        .get();
  }

  /**
   * The rules that are given; the first that fits counts.
   *
   * @throws Usage if one of them is none
   */
  static SourceMap of(Invocation invocation) {
    List<Rule> rules = new ArrayList<>();
    for (String text : invocation.values(OPTION)) {
      int at = text.indexOf('=');
      if (at <= 0) {
        throw new Usage(
            "--source-map " + text + " is not FROM=TO",
            "as in --source-map /srv/app=$HOME/src/app");
      }
      rules.add(new Rule(folder(text.substring(0, at)), folder(text.substring(at + 1))));
    }
    return new SourceMap(rules);
  }

  private static String folder(String path) {
    return path.endsWith("/") ? path : path + "/";
  }

  String path(String path) {
    for (Rule rule : rules) {
      if (path.startsWith(rule.from())) {
        return rule.to() + path.substring(rule.from().length());
      }
    }
    return path;
  }

  private Stack stack(Stack stack) {
    return new Stack(stack.frames().stream().map(this::frame).toList());
  }

  private Frame frame(Frame frame) {
    return frame instanceof Frame.Lua l
        ? new Frame.Lua(l.function(), path(l.file()), l.definedLine(), l.line(), l.mode())
        : frame;
  }

  List<Backtrace> traces(List<Backtrace> traces) {
    return traces.stream()
        .map(
            t ->
                new Backtrace(
                    t.target(),
                    t.thread(),
                    t.state(),
                    t.syscall(),
                    t.loopMicros(),
                    t.vm(),
                    t.gcBytes(),
                    stack(t.stack()),
                    t.request(),
                    t.phase(),
                    t.stopMicros()))
        .toList();
  }

  ParkedCoroutines coroutines(ParkedCoroutines parked) {
    List<ParkedGroup> groups =
        parked.groups().stream()
            .map(
                g ->
                    new ParkedGroup(
                        g.count(),
                        g.waitsFor(),
                        g.peers(),
                        g.uris(),
                        g.withoutRequest(),
                        g.oldestMicros(),
                        g.oldestRequestMicros(),
                        stack(g.stack())))
            .toList();
    return new ParkedCoroutines(parked.workers(), groups, parked.micros(), parked.notes());
  }
}
