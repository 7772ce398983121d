package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.ParkedCoroutines;
import io.ngxscope.agent.model.ParkedGroup;
import io.ngxscope.agent.model.WaitsFor;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Parked coroutines, for people. */
public final class CoroutineText {
  private static final int MAX_TALLIES = 4;

  private CoroutineText() {}

  /**
   * Prints one paragraph a group, the largest first, innermost frame first.
   *
   * @param top groups shown at most
   */
  public static void print(ParkedCoroutines parked, int top, boolean color, OutputStream out) {
    PrintWriter text = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    Style style = new Style(color);
    for (ParkedCoroutines.Worker worker : parked.workers()) {
      TextReport.line(
          text,
          style.bold("worker " + worker.target().key().pid())
              + "  "
              + Quantities.count(worker.total(), "parked coroutine")
              + (worker.unreadable() == 0
                  ? ""
                  : ", " + Quantities.count(worker.unreadable(), "more") + " not readable"));
    }
    List<ParkedGroup> shown = parked.groups().subList(0, Math.min(top, parked.groups().size()));
    shown.forEach(group -> group(group, style, text));
    int left = parked.groups().size() - shown.size();
    if (left > 0) {
      TextReport.line(text, "");
      TextReport.line(text, "and " + Quantities.count(left, "smaller group") + " (--top)");
    }
    TextReport.line(text, "");
    TextReport.line(
        text, style.dim("found in " + Quantities.duration(parked.micros()) + exact(parked)));
    parked.notes().forEach(note -> TextReport.line(text, "note: " + Printable.of(note)));
    text.flush();
  }

  private static String exact(ParkedCoroutines parked) {
    return parked.workers().stream().allMatch(ParkedCoroutines.Worker::exact)
        ? ", of one instant"
        : ", while the worker ran: what changed meanwhile may be missing";
  }

  private static void group(ParkedGroup group, Style style, PrintWriter text) {
    TextReport.line(text, "");
    String oldest = oldest(group);
    TextReport.line(
        text,
        style.bold(Quantities.format("%,d", group.count()))
            + " "
            + words(group.waitsFor())
            + oldest);
    tallies("  with ", group.peers(), group.count(), text);
    tallies("  for ", group.uris(), group.count(), text);
    if (group.withoutRequest() > 0 && !group.uris().isEmpty()) {
      TextReport.line(text, Quantities.format("  %,d for no request", group.withoutRequest()));
    }
    List<Frame> frames = group.stack().frames();
    for (int i = frames.size() - 1; i >= 0; i--) {
      TextReport.line(text, "    " + StackText.place(frames.get(i), style));
    }
  }

  private static String oldest(ParkedGroup group) {
    if (group.oldestMicros() >= 0) {
      return ", the oldest for " + Quantities.duration(group.oldestMicros());
    }
    return group.oldestRequestMicros() < 0
        ? ""
        : ", for at most "
            + Quantities.duration(group.oldestRequestMicros())
            + ": then the oldest of their requests began";
  }

  private static void tallies(
      String word, List<ParkedGroup.Tally> tallies, long all, PrintWriter text) {
    if (tallies.isEmpty()) {
      return;
    }
    String shown =
        tallies.stream()
            .limit(MAX_TALLIES)
            .map(
                t ->
                    Printable.of(t.text(), 100)
                        + (t.count() == all ? "" : Quantities.format(" (%,d)", t.count())))
            .collect(Collectors.joining(", "));
    TextReport.line(text, word + shown + (tallies.size() > MAX_TALLIES ? ", ..." : ""));
  }

  private static String words(WaitsFor waitsFor) {
    return switch (waitsFor) {
      case COSOCKET_READ -> "wait to receive (cosocket)";
      case COSOCKET_WRITE -> "wait to send (cosocket)";
      case COSOCKET_CONNECT -> "wait for a connection (cosocket)";
      case COSOCKET_TLS -> "wait for a TLS handshake (cosocket)";
      case SLEEP -> "sleep";
      case SEMAPHORE -> "wait for a semaphore";
      case THREAD -> "wait for light threads";
      case SUBREQUEST -> "wait for subrequests";
      case WORKER_THREAD -> "wait for the thread pool";
      case PIPE -> "wait for another program (ngx.pipe)";
      case CLIENT_READ -> "wait for the client to send";
      case CLIENT_WRITE -> "wait for the client to receive";
      case COROUTINE -> "wait for a coroutine that they resumed";
      case RESUME -> "have yielded and wait to be resumed";
      case START -> "have not started: timers that are not due, and new coroutines";
      case UNKNOWN -> "wait for something that is not known";
    };
  }
}
