package io.ngxscope.cli.report;

import io.ngxscope.agent.aggregate.LatencyHistogram;
import io.ngxscope.agent.model.Block;
import io.ngxscope.agent.model.CaptureInfo;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Phase;
import io.ngxscope.agent.model.Quality;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.model.SyscallTime;
import io.ngxscope.agent.model.TargetInfo;
import io.ngxscope.agent.model.WorkerEvent;
import io.ngxscope.agent.recording.Recording;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A recording whose every text is an attack. */
final class Hostile {
  private static final String SET = "document.documentElement.setAttribute('data-pwned','1')";

  private Hostile() {}

  /** Texts that break what does not escape them. */
  static Stream<String> texts() {
    byte[] invalidUtf8 = {'a', (byte) 0xc3, (byte) 0x28, (byte) 0xff, (byte) 0xf0, (byte) 0x9f};
    return Stream.of(
        "<script>" + SET + "</script>",
        "</script><script>" + SET + "</script>",
        "</title></style></textarea><svg onload=" + SET + ">",
        "<img src=x onerror=\"" + SET + "\">",
        "\" onmouseover=\"" + SET + "\" x=\"",
        "' autofocus onfocus='" + SET + "' x='",
        "<!--<script>",
        "]]><script>" + SET + "</script><![CDATA[",
        "javascript:" + SET,
        "{{csp}}{{data}}{{script}}",
        "&lt;script&gt;&#60;b&#62;&amp;",
        "\\u003cscript\\u003e \\\" \\",
        "\u001b[31mred\u001b[0m \u001b]0;title\u0007\u009b31m",
        "\u202egnp.exe \u2066isolate\u2069 \u200f\u200b\ufeff",
        "line\nfeed\r\nreturn\ttab\u2028\u2029\u0085",
        "NUL \u0000 \u0001 \u007f \ufffe \uffff",
        "half \ud800 pair \udc00\ud800 end \ud83d",
        "whole \ud83d\ude00 pair, \ud834\udd73, \udb40\udc41",
        new String(invalidUtf8, StandardCharsets.UTF_8),
        "a;b;c 12",
        "%s %n %d ${x} #{y}",
        "__proto__",
        "");
  }

  /** All of them at once, and one that is very long. */
  static List<String> all() {
    List<String> all = new ArrayList<>(texts().toList());
    all.add("<b>" + "x\u202e\u0000".repeat(350_000));
    return all;
  }

  /** A recording in which each text stands wherever a text can stand. */
  static Recording recording(List<String> texts) {
    List<Block> blocks = new ArrayList<>();
    List<TargetInfo> targets = new ArrayList<>();
    List<WorkerEvent> events = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      blocks.add(block(texts.get(i), i));
    }
    for (String text : texts) {
      targets.add(new TargetInfo(Incident.WORKERS.get(0), 1, 2, text, text, text, text));
      events.add(
          new WorkerEvent(Incident.WORKERS.get(0), Incident.START, WorkerEvent.What.GONE, text));
    }
    Quality quality = new Quality(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, texts);
    return new Recording(
        info(texts),
        targets,
        blocks,
        List.of(),
        events,
        List.of(new LatencyHistogram.Bucket(1, 2, 3)),
        quality,
        Incident.START + 1_000_000,
        false);
  }

  private static CaptureInfo info(List<String> texts) {
    String text = String.join(" ", texts);
    return new CaptureInfo(
        text,
        texts,
        text,
        text,
        Incident.START,
        Map.of("threshold_us", text, "x" + texts.get(0), text, "tick_us", text),
        new HostInfo(text, text, text, text, 1, 1));
  }

  private static Block block(String text, int i) {
    List<Frame> frames =
        List.of(
            new Frame.Native(text, text, 1, NameSource.NONE, true),
            new Frame.Native(null, text, -1, NameSource.NONE, true),
            new Frame.Fast(text),
            new Frame.Lua(text, text, 1, i + 1, Frame.LuaMode.INLINED),
            new Frame.Kernel(text),
            new Frame.Unknown(text));
    return new Block(
        Incident.WORKERS.get(i % 3),
        Incident.START + i * 1_000L,
        25_000L + i,
        5,
        20,
        new Request(text, text),
        Phase.CONTENT,
        List.of(new SyscallTime(text, text, 10)),
        List.of(new StackSample(StackSample.Kind.OFF_CPU, new Stack(frames), 1, 1_000)),
        false);
  }
}
