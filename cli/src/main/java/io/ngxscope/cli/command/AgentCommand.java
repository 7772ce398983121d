package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.session.GuardPlan;
import io.ngxscope.cli.daemon.OrderLine;
import java.util.List;
import org.apache.commons.cli.Options;

/** {@code ngxscope agent}: watches unattended, and captures by itself. */
public final class AgentCommand implements Command {
  private static final List<String> ORDERS = List.of("status", "capture");

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String summary() {
    return "watch every nginx of this host unattended, and capture when a rule fires";
  }

  @Override
  public Options options() {
    return AgentOptions.all();
  }

  @Override
  public int maxArguments() {
    return 20;
  }

  @Override
  public String argumentNames() {
    return "[status|capture [WHY...]]";
  }

  @Override
  public List<String> argumentChoices() {
    return ORDERS;
  }

  @Override
  public String example() {
    return """
        $ ngxscope agent --dir /var/lib/ngxscope --when 'block>200ms' --when 'cpu>90%/30s'
        2026-11-21T09:14:03.112Z worker_attached  pid=23420  detail=libluajit-5.1.so.2 GC64
        2026-11-21T09:31:47.820Z warn triggered  source=block  rule=block>200ms  pid=23420
        2026-11-21T09:31:52.841Z warn captured  summary=block>200ms: worker 23420 was away ...
        2026-11-21T09:31:53.377Z bundle_written  path=/var/lib/ngxscope/20261121T093147.820Z-block  ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    List<String> words = invocation.arguments();
    if (!words.isEmpty()) {
      return order(invocation, words);
    }
    GuardPlan plan = AgentOptions.plan(invocation);
    try (AgentRun run = AgentRun.start(invocation, plan)) {
      boolean found = run.untilEnd();
      return found && invocation.has(CommonOptions.FAIL_ON_FINDING) ? FOUND : DONE;
    }
  }

  private static int order(Invocation invocation, List<String> words) {
    if (!ORDERS.contains(words.get(0))) {
      throw new Usage("'" + words.get(0) + "' is no order", "one of: " + String.join(", ", ORDERS));
    }
    String order = String.join(" ", words).replace('\n', ' ');
    invocation.out().println(OrderLine.send(AgentOptions.controlOfOther(invocation), order));
    return DONE;
  }
}
