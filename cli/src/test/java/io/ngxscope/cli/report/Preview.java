package io.ngxscope.cli.report;

import java.nio.file.Path;

/** Writes the made-up incident in every format into a folder, to be looked at. */
final class Preview {
  private Preview() {}

  public static void main(String[] args) {
    if (args.length > 1) {
      long start = System.nanoTime();
      io.ngxscope.agent.recording.Recording big = Big.profile(Integer.parseInt(args[1]));
      System.out.println("made " + (System.nanoTime() - start) / 1000000);
      for (String ext : new String[] {".html", ".svg", ".folded"}) {
        start = System.nanoTime();
        ReportFiles.write(big, Path.of(args[0], "big" + ext), true);
        System.out.println(ext + " " + (System.nanoTime() - start) / 1000000 + " ms");
      }
      return;
    }
    for (String extension : ReportFormats.list().split(" ")) {
      ReportFiles.write(Incident.recording(), Path.of(args[0], "incident" + extension), true);
    }
  }
}
