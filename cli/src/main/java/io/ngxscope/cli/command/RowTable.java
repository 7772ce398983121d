package io.ngxscope.cli.command;

import io.ngxscope.agent.govern.BillWords;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.SyscallTable;
import io.ngxscope.agent.probe.ColumnUnit;
import io.ngxscope.agent.probe.OutputEvent;
import io.ngxscope.agent.probe.OutputEvent.Column;
import io.ngxscope.agent.probe.ProbeHealth;
import io.ngxscope.agent.probe.ProbeSpec;
import io.ngxscope.agent.session.ScriptSession.Outcome;
import io.ngxscope.agent.stream.Row;
import io.ngxscope.cli.report.Printable;
import io.ngxscope.cli.report.Quantities;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Rows as a table for people: a line with the names of the columns whenever the event changes. */
final class RowTable implements RowPrinter {
  private static final int WIDTH = 12;
  private final ProbeSpec spec;
  private final boolean several;
  private final PrintStream out;
  private String last = "";

  /** A table in which each line names its worker if there are several. */
  RowTable(ProbeSpec spec, boolean several, PrintStream out) {
    this.spec = spec;
    this.several = several;
    this.out = out;
  }

  @Override
  public void row(Pid worker, Row row) {
    OutputEvent event = spec.output(row.kind()).orElseThrow();
    if (!row.kind().equals(last)) {
      last = row.kind();
      line(first("", "WORKER"), event.columns().stream().map(Column::name).toList());
    }
    List<Column> columns = event.columns();
    List<String> cells =
        java.util.stream.IntStream.range(0, row.columns().size())
            .mapToObj(i -> cell(columns.get(Math.min(i, columns.size() - 1)), row.columns().get(i)))
            .toList();
    line(first(row.kind(), worker.toString()), cells);
    out.flush();
  }

  private String first(String kind, String worker) {
    return String.format(Locale.ROOT, several ? "%10s  %-8s" : "  %2$-8s", worker, kind);
  }

  private void line(String first, List<String> cells) {
    StringBuilder line = new StringBuilder(first);
    for (String cell : cells) {
      line.append(' ').append(cell).append(" ".repeat(Math.max(1, WIDTH - cell.length())));
    }
    out.print(line.toString().stripTrailing() + "\n");
  }

  private static String cell(Column column, String text) {
    ColumnUnit unit = column.unit();
    return switch (unit) {
      case NS -> duration(Long.parseUnsignedLong(text) / 1000.0);
      case US -> duration((double) Long.parseUnsignedLong(text));
      case CLOCK -> Quantities.time(KernelClock.unixMicros(Long.parseUnsignedLong(text)));
      case BYTES -> bytes(Long.parseLong(text));
      case SYSCALL -> SyscallTable.x86_64().name((int) Long.parseUnsignedLong(text));
      case ADDRESS, HEX -> "0x" + text;
      case COUNT, NUMBER, PID, TID -> text;
      case RAW, TEXT -> Printable.of(text);
    };
  }

  private static String duration(double micros) {
    if (micros >= 1000) {
      return Quantities.duration(Math.round(micros));
    }
    return String.format(Locale.ROOT, micros < 10 ? "%.1f us" : "%.0f us", micros);
  }

  private static String bytes(long bytes) {
    return bytes < 10 << 20
        ? String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0)
        : Quantities.bytes(bytes);
  }

  @Override
  public void end(List<Outcome> outcomes) {
    out.print("\n");
    for (Outcome outcome : outcomes) {
      ProbeHealth h = outcome.health();
      out.print(
          "worker "
              + outcome.worker()
              + ": "
              + Quantities.count(h.rows(), "row")
              + ", "
              + Quantities.count(h.lostEvents())
              + " lost, "
              + Quantities.count(h.malformed())
              + " not understood, "
              + Quantities.count(h.fullMaps())
              + " times a full map; attached in "
              + Quantities.duration(h.attachMicros())
              + ", detached in "
              + Quantities.duration(h.detachMicros())
              + "\n");
      out.print("  " + BillWords.of(outcome.bill()) + "\n");
      h.warnings().forEach(w -> out.print("  bpftrace warns: " + Printable.of(w) + "\n"));
      if (!h.firstMalformed().isEmpty()) {
        out.print("  not understood: " + Printable.of(h.firstMalformed()) + "\n");
      }
    }
  }
}
