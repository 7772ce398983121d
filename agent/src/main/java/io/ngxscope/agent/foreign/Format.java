package io.ngxscope.agent.foreign;

import io.ngxscope.agent.model.DiagnosticException;
import java.io.IOException;
import java.io.InputStream;

/** The formats that are understood, in the order in which they are tried. */
enum Format {
  PPROF("pprof profile"),
  SPEEDSCOPE("speedscope file"),
  PERF_SCRIPT("perf script text"),
  BPFTRACE("bpftrace map"),
  STAP("SystemTap stacks"),
  FOLDED("folded stacks"),
  EMPTY("empty file");

  private final String words;

  Format(String words) {
    this.words = words;
  }

  /** What it is called. */
  String words() {
    return words;
  }

  /** Guesses from the beginning of a file. */
  static Format of(Head head, String name) {
    if (head.text().isBlank()) {
      return EMPTY;
    }
    if (head.text().startsWith("{\"ngxr\"")) {
      throw new DiagnosticException.Usage(
          name + " is a recording of ngxscope", "ngxscope report " + name + " -o report.html");
    }
    if (head.text().startsWith("PERFILE2")) {
      throw new DiagnosticException.Usage(
          name + " is perf's own binary recording",
          "perf script -i " + name + " | ngxscope flame - -o flame.html");
    }
    for (Format format : values()) {
      if (format.recognises(head)) {
        return format;
      }
    }
    throw new DiagnosticException.BadRecording(
        name
            + " is none of the formats that are known: folded stacks, perf script text, bpftrace maps,"
            + " SystemTap stacks, speedscope, pprof",
        "fold it first with its own tools, one line a stack: outer;inner 12");
  }

  private boolean recognises(Head head) {
    return switch (this) {
      case PPROF -> PprofReader.recognises(head);
      case SPEEDSCOPE -> SpeedscopeReader.recognises(head);
      case PERF_SCRIPT -> head.isText() && PerfScriptReader.recognises(head);
      case BPFTRACE -> BpftraceReader.recognises(head);
      case STAP -> StapReader.recognises(head);
      case FOLDED -> FoldedReader.recognises(head);
      case EMPTY -> false;
    };
  }

  void read(InputStream in, Intake intake, PerfScriptReader perf) throws IOException {
    switch (this) {
      case PPROF -> PprofReader.read(in, intake);
      case SPEEDSCOPE -> SpeedscopeReader.read(in, intake);
      case PERF_SCRIPT -> perf.read(in, intake);
      case BPFTRACE -> BpftraceReader.read(in, intake);
      case STAP -> StapReader.read(in, intake);
      case FOLDED -> FoldedReader.read(in, intake);
      case EMPTY -> empty(in, intake);
    }
  }

  private static void empty(InputStream in, Intake intake) throws IOException {
    if (in.read() < 0) { // else a packed file that broke off within its first bytes has thrown
      intake.note("The file is empty.");
    }
  }
}
