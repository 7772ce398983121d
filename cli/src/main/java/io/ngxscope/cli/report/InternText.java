package io.ngxscope.cli.report;

import io.ngxscope.agent.model.HeapRow;
import io.ngxscope.agent.model.InternGrowth;
import io.ngxscope.agent.model.InternPart;
import io.ngxscope.agent.model.InternShare;
import io.ngxscope.agent.model.StringTable;
import io.ngxscope.agent.model.StringTable.Alike;
import io.ngxscope.agent.model.StringTable.Chain;
import io.ngxscope.agent.model.StringTable.ChainCount;
import io.ngxscope.agent.model.StringTable.Member;
import io.ngxscope.agent.recording.InternRecording;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Interning in words and columns, for a terminal: the sentence first. */
public final class InternText implements InternReport {
  private static final int LINES = 10;
  private static final int SENTENCE = 2000;
  private static final int CHAINS = 2;
  private static final int MEMBERS = 3;
  private static final int ROWS = 5;
  private static final int BAR = 30;

  private final Style style;

  /** A report with or without colour. */
  public InternText(boolean color) {
    this.style = new Style(color);
  }

  @Override
  public void render(InternRecording recording, OutputStream out) {
    PrintStream text = new PrintStream(out, false, StandardCharsets.UTF_8);
    StringTable table = recording.table();
    text.println(
        style.bold("worker " + recording.target().key().pid())
            + "  "
            + Quantities.count(table.strings(), "interned string")
            + ", "
            + Quantities.size(table.bytes()));
    text.println(Printable.of(InternWords.diagnosis(recording), SENTENCE));
    if (recording.share() != null) {
      share(recording.share(), text);
      lines(recording, text);
    }
    if (recording.calls() != null) {
      new InternCallsText(style).print(recording.calls(), text);
    }
    table(table, recording.growth(), text);
    chains(table, text);
    alike(table.alike(), text);
    largest(table.largest(), text);
    quality(recording, text);
    text.flush();
  }

  private void share(InternShare share, PrintStream text) {
    title("What interning takes of the worker's processor time", text);
    row(text, "%7.1f %%  all of it", share.percent());
    for (InternPart part : InternPart.values()) {
      if (share.percent(part) > 0) {
        row(text, "%7.1f %%  %s", share.percent(part), part.words());
      }
    }
  }

  private void lines(InternRecording recording, PrintStream text) {
    List<InternWords.Line> lines = InternWords.lines(InternWords.callers(recording));
    if (lines.isEmpty()) {
      return;
    }
    title("Who has strings interned", text);
    long total = lines.stream().mapToLong(InternWords.Line::micros).sum();
    for (InternWords.Line line : lines.subList(0, Math.min(LINES, lines.size()))) {
      String where = line.frame() == null ? "(no Lua)" : StackText.place(line.frame(), style);
      String uri = line.request().uri();
      row(
          text,
          "%9s %6s  %s  %s",
          Quantities.duration(line.micros()),
          Quantities.percent(line.micros(), total),
          where,
          uri.isEmpty() ? "(no request)" : Printable.of(uri));
    }
  }

  private void table(StringTable table, InternGrowth growth, PrintStream text) {
    title("The table of strings", text);
    row(
        text,
        "  %s slots, load %.2f; chains of %.2f on average, %s at most",
        Quantities.count(table.slots()),
        table.loadFactor(),
        table.meanChain(),
        Quantities.count(table.maxChain()));
    StringTable.Hash hash = table.hash();
    row(text, "  hash: %s%s", hash.variant(), hash.known() ? ", computed again and the same" : "");
    if (!hash.reads().isEmpty()) {
      row(text, "  it reads %s", hash.reads());
    }
    row(
        text,
        "  hashed anew since they collided: %s in %s",
        Quantities.count(hash.denseStrings(), "string"),
        Quantities.count(hash.denseSlots(), "chain"));
    if (growth.points().size() > 1) {
      InternGrowth.Point first = growth.points().get(0);
      InternGrowth.Point last = growth.points().get(growth.points().size() - 1);
      row(
          text,
          "  strings went from %s to %s; the table was resized %s",
          Quantities.count(first.strings()),
          Quantities.count(last.strings()),
          Quantities.count(growth.resizes().size(), "time"));
    }
  }

  private void chains(StringTable table, PrintStream text) {
    title("Chains by length", text);
    long most = table.histogram().stream().mapToLong(ChainCount::chains).max().orElse(1);
    for (ChainCount count : InternChains.grouped(table.histogram())) {
      int bar = (int) Math.max(1, BAR * count.chains() / most);
      row(
          text,
          "%9s %9s  %s",
          InternChains.label(count.length()),
          Quantities.count(count.chains()),
          "#".repeat(bar));
    }
    for (Chain chain : table.chains().subList(0, Math.min(CHAINS, table.chains().size()))) {
      if (chain.length() > 2) {
        chain(chain, text);
      }
    }
  }

  private void chain(Chain chain, PrintStream text) {
    row(
        text,
        "  a chain of %s, %s with one hash%s:",
        Quantities.count(chain.length()),
        Quantities.count(chain.sameHash()),
        chain.dense() ? ", hashed anew" : "");
    for (Member member : chain.members().subList(0, Math.min(MEMBERS, chain.members().size()))) {
      row(
          text,
          "  %9s  hash %08x  %s  %s",
          Quantities.size(member.length()),
          member.hash(),
          style.lua(Printable.of(member.text())),
          member.commonPrefix() < 0
              ? ""
              : "as the one before up to byte " + Quantities.count(member.commonPrefix()));
    }
  }

  private void alike(List<Alike> alike, PrintStream text) {
    if (alike.isEmpty()) {
      return;
    }
    title("Large strings that are almost equal", text);
    for (Alike group : alike.subList(0, Math.min(ROWS, alike.size()))) {
      row(
          text,
          "%9s  %s of %s, differing within bytes %s to %s; %s with one hash  %s",
          Quantities.size(group.bytes()),
          Quantities.count(group.strings()),
          Quantities.size(group.length()),
          Quantities.count(group.firstDifference()),
          Quantities.count(group.lastDifference()),
          Quantities.count(group.sameHash()),
          style.lua(Printable.of(group.text())));
    }
  }

  private void largest(List<HeapRow> largest, PrintStream text) {
    title("Largest strings", text);
    for (HeapRow row : largest.subList(0, Math.min(ROWS, largest.size()))) {
      row(text, "%9s  %s", Quantities.size(row.bytes()), style.lua(Printable.of(row.name())));
    }
  }

  private void quality(InternRecording recording, PrintStream text) {
    title("Quality", text);
    InternChains.quality(recording).forEach(line -> text.println("  " + Printable.of(line)));
  }

  private void title(String title, PrintStream text) {
    text.println();
    text.println(style.bold(title));
  }

  private static void row(PrintStream text, String format, Object... values) {
    text.println(String.format(Locale.ROOT, format, values));
  }
}
