package io.ngxscope.cli.command;

import io.ngxscope.agent.inspect.CodeLine;
import io.ngxscope.agent.inspect.FunctionFinder.ModuleNames;
import io.ngxscope.agent.inspect.FunctionView;
import io.ngxscope.agent.inspect.NamedFunction;
import io.ngxscope.agent.inspect.ProbePlace;
import io.ngxscope.agent.inspect.SeenCall;
import io.ngxscope.agent.inspect.Structure;
import io.ngxscope.agent.session.InspectSession;
import io.ngxscope.cli.report.Printable;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The answers of {@code inspect}, for people. */
final class InspectText implements InspectPrinter {
  private static final String CHEAP = "emulated: about 1 us a call";
  private static final String DEAR = "single-stepped: about 20 us a call";

  private final PrintStream out;

  InspectText(PrintStream out) {
    this.out = out;
  }

  private void line(String format, Object... values) {
    out.print(String.format(Locale.ROOT, format, values).stripTrailing() + "\n");
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static String place(NamedFunction f) {
    return Printable.of(f.module().name()) + "+" + hex(f.address());
  }

  @Override
  public void modules(List<ModuleNames> modules) {
    for (ModuleNames m : modules) {
      if (m.module().elf() == null) {
        line("%s  cannot be read: %s", text(m.module().path()), text(m.module().origin()));
      } else {
        String names =
            m.bySource().entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        line(
            "%s  %,d functions; names: %s",
            text(m.module().path()), m.functions(), names.isEmpty() ? "none" : names);
      }
    }
  }

  private static String text(String hostile) {
    return Printable.of(hostile);
  }

  @Override
  public void symbols(List<Anchored> functions) {
    for (Anchored a : functions) {
      NamedFunction f = a.function();
      line("%s  %s, in the process %s", text(f.name()), place(f), hex(f.inProcess()));
      line("  %s", text(f.how()));
      a.code().forEach(this::code);
    }
  }

  private void code(CodeLine code) {
    line(
        "    %8x  %-50s %s",
        code.address(), text(code.text()), code.note().isEmpty() ? "" : "; " + text(code.note()));
  }

  @Override
  public void function(FunctionView view) {
    NamedFunction f = view.function();
    line("%s  %s", text(f.name()), place(f));
    line("  in the process %s, %d bytes", hex(f.inProcess()), view.end() - f.address());
    line("  named since %s", text(f.how()));
    if (!view.source().isEmpty()) {
      line("  source %s", text(view.source()));
    }
    line(
        "  called in its object by %s",
        view.callers().isEmpty()
            ? "nothing directly: by pointers, or from other objects"
            : text(String.join(", ", view.callers())));
    line("  arguments arrive in rdi, rsi, rdx, rcx, r8, r9; the result leaves in rax");
    line("  places for a probe");
    for (ProbePlace place : view.places()) {
      line("    %8x  %-24s %s", place.address(), place.what(), place.emulated() ? CHEAP : DEAR);
    }
    line("  code");
    view.code().forEach(this::code);
  }

  @Override
  public void calls(InspectSession.Calls calls) {
    NamedFunction f = calls.function();
    line(
        "%s  %s, probed at +%s (%s)",
        text(f.name()),
        place(f),
        hex(calls.site().address()),
        calls.site().emulated() ? CHEAP : DEAR);
    for (SeenCall call : calls.calls()) {
      line("thread %d", call.tid());
      for (int i = 0; i < call.arguments().size(); i++) {
        line("  arg%d  %s", i, text(call.arguments().get(i)));
      }
    }
    if (calls.bad() > 0) {
      line("%d lines of the tracer could not be understood", calls.bad());
    }
  }

  @Override
  public void structures(List<Structure> structures) {
    for (Structure s : structures) {
      line("%s", s.name());
      line("  %s", text(s.evidence()));
      for (Structure.Field field : s.fields()) {
        line("    %8s  %s", hex(field.offset()), field.name());
      }
    }
  }
}
