package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.cli.daemon.AgentLog;
import io.ngxscope.cli.handover.HandOver;
import io.ngxscope.cli.handover.Receiver;
import io.ngxscope.cli.handover.Receiver.Kind;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** To which systems the agent hands over what it finds. */
final class HandOverOptions {
  /** Options are seen by every user of a host, and this is a secret. */
  private static final String AUTHORIZATION = "NGXSCOPE_PUSH_AUTHORIZATION";

  private static final String METRICS = "metrics";
  private static final Pattern ADDRESS =
      Pattern.compile("(?:(\\[[0-9a-fA-F:.]+]|[0-9.]+|localhost):)?(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  private HandOverOptions() {}

  static Options all() {
    return new Options()
        .addOption(
            option(
                METRICS,
                "[ADDRESS:]PORT",
                "serve metrics for Prometheus at /metrics; on the loopback without an address"))
        .addOption(url(Kind.WEBHOOK, "post the summary of each capture as JSON to this address"))
        .addOption(url(Kind.PYROSCOPE, "send the stacks of each capture to this Pyroscope"))
        .addOption(url(Kind.PARCA, "send the stacks of each capture to this Parca"));
  }

  private static Option url(Kind kind, String description) {
    return option(name(kind), "URL", description + "; may be repeated");
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static Option option(String name, String argument, String description) {
    return Option.builder().longOpt(name).hasArg().argName(argument).desc(description).get();
  }

  /** Begins what was asked for. */
  static HandOver open(Invocation invocation, AgentLog log) {
    List<Receiver> receivers = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      invocation.values(name(kind)).forEach(url -> receivers.add(receiver(kind, url)));
    }
    String secret = System.getenv(AUTHORIZATION);
    return new HandOver(
        Optional.ofNullable(invocation.value(METRICS)).map(HandOverOptions::address),
        receivers,
        secret == null ? "" : secret,
        log);
  }

  private static Receiver receiver(Kind kind, String url) {
    try {
      URI uri = new URI(url);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return new Receiver(kind, uri);
      }
      throw strange(kind, url);
    } catch (URISyntaxException e) {
      throw strange(kind, url);
    }
  }

  private static Usage strange(Kind kind, String url) {
    return new Usage(
        "--" + name(kind) + " '" + url + "' is no address of a server",
        "write it like https://host:4040; secrets go into the environment: " + AUTHORIZATION);
  }

  private static InetSocketAddress address(String text) {
    Matcher matcher = ADDRESS.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > MAX_PORT) {
      throw new Usage(
          "--" + METRICS + " '" + text + "' is no address", "write it like 9145 or 10.0.0.7:9145");
    }
    String host = matcher.group(1) == null ? "127.0.0.1" : matcher.group(1);
    return new InetSocketAddress(host, Integer.parseInt(matcher.group(2)));
  }
}
