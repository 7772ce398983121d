package io.ngxscope.cli.command;

import io.ngxscope.agent.model.HostInfo;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.probe.Check;
import io.ngxscope.agent.probe.Diagnosis;
import io.ngxscope.agent.probe.Verdict;
import io.ngxscope.agent.session.Examination;
import io.ngxscope.cli.report.Printable;
import io.ngxscope.cli.report.Quantities;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The answer of {@code ngxscope doctor} for people. */
final class DoctorText {
  private DoctorText() {}

  static void print(Examination examination, PrintStream out) {
    line(out, headline(examination.host()));
    Optional<Pid> last = Optional.empty();
    line(out, "");
    for (Diagnosis diagnosis : examination.diagnoses()) {
      if (!diagnosis.target().equals(last)) {
        last = diagnosis.target();
        line(out, "");
        line(out, "process " + last.map(Pid::toString).orElse("?"));
      }
      print(diagnosis, out);
    }
    line(out, "");
    line(out, "what works");
    examination.verdicts().forEach(verdict -> line(out, words(verdict)));
  }

  private static String headline(HostInfo host) {
    return String.format(
        Locale.ROOT,
        "ngxscope %s on %s: %s, kernel %s, %d x %s, %s",
        Version.text(),
        Printable.of(host.hostname()),
        host.os(),
        host.kernel(),
        host.cpus(),
        host.cpuModel(),
        Quantities.bytes(host.memoryBytes()));
  }

  private static void print(Diagnosis diagnosis, PrintStream out) {
    Check result = diagnosis.result();
    if (result instanceof Check.Supported supported) {
      line(out, row("ok", diagnosis.title(), supported.detail()));
    } else if (result instanceof Check.CannotTell unknown) {
      line(out, row("?", diagnosis.title(), unknown.why()));
    } else if (result instanceof Check.Unsupported unsupported) {
      // What nobody needs is no failure.
      line(
          out,
          row(diagnosis.neededBy().isEmpty() ? "-" : "no", diagnosis.title(), unsupported.why()));
      if (!unsupported.whatToDo().isEmpty()) {
        line(out, row("", "", "-> " + unsupported.whatToDo()));
      }
    }
  }

  private static String row(String mark, String title, String detail) {
    return String.format(Locale.ROOT, "  %-3s %-26s %s", mark, title, Printable.of(detail));
  }

  private static String words(Verdict verdict) {
    String answer = "yes";
    if (!verdict.isUsable()) {
      answer = "no: " + list(verdict.blockedBy());
    } else if (!verdict.doubtful().isEmpty()) {
      answer = "maybe: " + list(verdict.doubtful());
    }
    String name = verdict.tracer().name().toLowerCase(Locale.ROOT);
    return String.format(Locale.ROOT, "  %-10s %s", name, answer);
  }

  private static String list(List<String> ids) {
    return String.join(", ", ids.stream().distinct().toList());
  }

  private static void line(PrintStream out, String line) {
    out.print(line.stripTrailing() + "\n");
  }
}
