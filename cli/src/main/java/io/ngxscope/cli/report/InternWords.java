package io.ngxscope.cli.report;

import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.InternCaller;
import io.ngxscope.agent.model.InternCalls;
import io.ngxscope.agent.model.InternPart;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.Request;
import io.ngxscope.agent.model.Stack;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.model.StringTable.Alike;
import io.ngxscope.agent.recording.InternRecording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What interning comes to, in one sentence, and what to do about it, in another. */
final class InternWords {
  /** Less than this of the processor time is nobody's trouble, in percent. */
  private static final double INNOCENT_PERCENT = 5;

  /** Of the interning, a part from which on it is the reason, in percent. */
  private static final double REASON_PERCENT = 40;

  /** OpenResty's LuaJIT hashes longer chains anew; others never do. */
  private static final int LONG_CHAIN = 32;

  /** Strings from this length on are large, in bytes. */
  private static final int LARGE = 16 << 10;

  private static final String BUFFERS =
      " Keep such values out of Lua strings: FFI buffers, string.buffer, or lua_shared_dict in"
          + " pieces";

  private InternWords() {}

  /** A Lua line with the interning that it asks for. */
  record Line(@Nullable Frame frame, Request request, long micros, long calls, long bytes) {}

  /** Who has strings interned: by every call that was looked at, else by samples. */
  static List<InternCaller> callers(InternRecording recording) {
    InternShare share = recording.share();
    if (share != null && !share.callers().isEmpty()) {
      return share.callers();
    }
    InternCalls calls = recording.calls();
    return calls == null ? List.of() : calls.callers();
  }

  /** Samples and counted calls of the same stack, down to the interning, as one. */
  static List<InternCaller> merged(@Nullable InternShare share, InternCalls calls) {
    record Key(List<Frame> frames, Request request) {}
    Map<Key, InternCaller> merged = new LinkedHashMap<>();
    List<InternCaller> all = new ArrayList<>(calls.callers());
    all.addAll(share == null ? List.of() : share.callers());
    for (InternCaller c : all) {
      List<Frame> frames = outside(c.stack().frames());
      InternCaller cut =
          new InternCaller(
              new Stack(frames),
              c.request(),
              c.samples(),
              c.micros(),
              c.calls(),
              c.bytes(),
              c.maxMicros());
      merged.merge(
          new Key(frames, c.request()),
          cut,
          (a, b) ->
              new InternCaller(
                  a.stack(),
                  a.request(),
                  a.samples() + b.samples(),
                  a.micros() + b.micros(),
                  a.calls() + b.calls(),
                  a.bytes() + b.bytes(),
                  Math.max(a.maxMicros(), b.maxMicros())));
    }
    return merged.values().stream()
        .sorted(
            Comparator.comparingLong(InternCaller::micros)
                .thenComparingLong(InternCaller::calls)
                .reversed())
        .toList();
  }

  /** The frames that are not interning itself. */
  private static List<Frame> outside(List<Frame> frames) {
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i) instanceof Frame.Native c
          && c.function() != null
          && c.function().startsWith("lj_str_")) {
        return frames.subList(0, i);
      }
    }
    return frames;
  }

  /** The same by the innermost Lua frame and the request, most first. */
  static List<Line> lines(List<InternCaller> callers) {
    record Key(@Nullable Frame frame, Request request) {}
    Map<Key, Line> lines = new LinkedHashMap<>();
    for (InternCaller c : callers) {
      Key key = new Key(lua(c), c.request());
      Line one = new Line(key.frame(), key.request(), c.micros(), c.calls(), c.bytes());
      lines.merge(
          key,
          one,
          (a, b) ->
              new Line(
                  a.frame(),
                  a.request(),
                  a.micros() + b.micros(),
                  a.calls() + b.calls(),
                  a.bytes() + b.bytes()));
    }
    return lines.values().stream()
        .sorted(Comparator.comparingLong(Line::micros).thenComparingLong(Line::calls).reversed())
        .toList();
  }

  private static @Nullable Frame lua(InternCaller caller) {
    List<Frame> frames = caller.stack().frames();
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (frames.get(i) instanceof Frame.Lua) {
        return frames.get(i);
      }
    }
    return null;
  }

  /** The finding, and what to do. */
  static String diagnosis(InternRecording recording) {
    InternShare share = recording.share();
    if (share == null) {
      return table(recording.table());
    }
    if (share.samples() == 0) {
      return recording.calls() != null && recording.calls().counts().calls() > 0
          ? "No stack was sampled, so that the share of the processor is not known; "
              + Quantities.count(recording.calls().counts().calls(), "call")
              + " were counted."
          : "The worker was idle, so that nothing can be said of what interning costs.";
    }
    if (share.percent() < INNOCENT_PERCENT) {
      return Quantities.format(
          "Interning is innocent: it took %.1f %% of the worker's processor time; ngxscope profile"
              + " says where the rest went.",
          share.percent());
    }
    String who = who(recording);
    return who
        + Quantities.format(
            " makes the worker spend %.0f %% of its processor time on interning strings, ",
            share.percent())
        + reason(recording, share);
  }

  private static String who(InternRecording recording) {
    List<Line> lines = lines(callers(recording));
    Line first = lines.isEmpty() ? null : lines.get(0);
    if (first == null || first.frame() == null) {
      return "Code outside of Lua";
    }
    String uri = first.request().uri();
    return FrameText.name(first.frame())
        + " at "
        + FrameText.briefWhere(first.frame())
        + (uri.isEmpty() ? "" : " (for " + uri + ")");
  }

  private static String reason(InternRecording recording, InternShare share) {
    StringTable table = recording.table();
    long interning = share.interning();
    InternPart most = InternPart.OTHER;
    for (InternPart part : InternPart.values()) {
      boolean more = of(share, part) > of(share, most);
      most = more ? part : most;
    }
    Alike alike = table.alike().isEmpty() ? null : table.alike().get(0);
    boolean comparing = 100.0 * of(share, InternPart.COMPARE) / interning >= REASON_PERCENT;
    if (comparing && alike != null && alike.sameHash() > 1) {
      return similar(alike);
    }
    if (comparing) {
      return "mostly comparing contents with equal strings that are there already: the same large"
          + " values are made again and again."
          + BUFFERS
          + ", or keep the string once it is made.";
    }
    return switch (most) {
      case COPY, ALLOCATE -> unique(table);
      case HASH -> hashing(table);
      case RESIZE ->
          "mostly making the table anew: it grows and shrinks, or chains are hashed"
              + " again since their strings collide. Fewer short-lived strings, or shorter keys, help.";
      default -> searching(table);
    };
  }

  private static long of(InternShare share, InternPart part) {
    return share.parts().getOrDefault(part, 0L);
  }

  private static String similar(Alike alike) {
    return "mostly comparing contents of similar strings: "
        + Quantities.count(alike.strings())
        + " of "
        + Quantities.size(alike.length())
        + " differ only within bytes "
        + Quantities.count(alike.firstDifference())
        + " to "
        + Quantities.count(alike.lastDifference())
        + ", and "
        + Quantities.count(alike.sameHash())
        + " of them have one hash, so that each new one is compared with all of these."
        + BUFFERS
        + "; or put what differs into the first or last byte.";
  }

  private static String unique(StringTable table) {
    long largest = table.largest().isEmpty() ? 0 : table.largest().get(0).bytes();
    return largest >= LARGE
        ? "mostly copying and allocating: large strings that are new each time (unique, so the hash"
            + " tells them apart). There is nothing wrong with the table: make fewer of them."
            + BUFFERS
            + "."
        : "mostly allocating: many strings that are new each time. Fewer and longer-lived strings"
            + " help: string.buffer, ngx.print with tables, keys that are not made anew.";
  }

  private static String hashing(StringTable table) {
    return table.hash().denseStrings() > 0
        ? "mostly hashing: strings that collided are hashed by more of their contents (dense hash,"
            + " "
            + Quantities.count(table.hash().denseStrings(), "string")
            + "). Keys that differ in their first or last bytes avoid it;"
            + BUFFERS.replace(" Keep", " or keep")
            + "."
        : "mostly hashing: very many strings are made. Fewer and longer-lived strings help.";
  }

  private static String searching(StringTable table) {
    return table.maxChain() > LONG_CHAIN
        ? "mostly searching chains: the longest has "
            + Quantities.count(table.maxChain(), "string")
            + ", which collide. Shorter keys, or such that differ in their first or last bytes,"
            + " avoid it; a LuaJIT with dense hashing (OpenResty's, or 2.1 since 2020) bounds it."
        : "mostly looking up: very many strings are made, of which most are there already. Do not"
            + " make them anew: keep them, or use numbers, FFI buffers or string.buffer.";
  }

  private static String table(StringTable table) {
    Alike alike = table.alike().isEmpty() ? null : table.alike().get(0);
    if (alike != null && alike.sameHash() > 8 && alike.length() >= LARGE) {
      return "Similar strings collide: "
          + Quantities.count(alike.strings())
          + " of "
          + Quantities.size(alike.length())
          + " differ only within bytes "
          + Quantities.count(alike.firstDifference())
          + " to "
          + Quantities.count(alike.lastDifference())
          + ", and "
          + Quantities.count(alike.sameHash())
          + " of them have one hash: a new one is compared with all of these. --gear sample says"
          + " what that costs, and who pays.";
    }
    if (table.maxChain() > LONG_CHAIN) {
      return "Chains are long: the longest has "
          + Quantities.count(table.maxChain(), "string")
          + ". --gear sample says what that costs, and who pays.";
    }
    return Quantities.format(
        "Nothing is wrong with the table of strings: chains of %.1f strings on average, %s at most."
            + " What interning costs says --gear sample.",
        table.meanChain(), Quantities.count(table.maxChain()));
  }
}
