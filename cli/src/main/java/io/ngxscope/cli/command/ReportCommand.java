package io.ngxscope.cli.command;

import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.recording.MemoryRecording;
import io.ngxscope.agent.recording.MemoryRecordings;
import io.ngxscope.agent.recording.Recording;
import io.ngxscope.agent.recording.RecordingMerge;
import io.ngxscope.agent.recording.RecordingReader;
import io.ngxscope.agent.session.CoreChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.Options;

/** {@code ngxscope report}: renders a recording, without the target and on any machine. */
public final class ReportCommand implements Command {
  @Override
  public String name() {
    return "report";
  }

  @Override
  public String summary() {
    return "render recordings, several as one, in any format";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CaptureOptions.output())
        .addOption(CaptureOptions.force())
        .addOption(CaptureOptions.redact())
        .addOption(CoreOption.core())
        .addOption(CoreOption.sysroot())
        .addOption(CommonOptions.json());
  }

  @Override
  public String example() {
    return """
        $ ngxscope report block.ngxr -o again.html -o again.svg
        ngxscope block  vm  2026-11-22 21:48:22 UTC  10.9 s  2 workers, watch gear
        ...
        wrote again.html
        wrote again.svg
        """;
  }

  @Override
  public int maxArguments() {
    return Integer.MAX_VALUE;
  }

  @Override
  public String argumentNames() {
    return "FILE.ngxr...";
  }

  @Override
  public int run(Invocation invocation) {
    Optional<CoreChoice> core = CoreOption.of(invocation);
    if (core.isPresent()) {
      return postMortem(core.get(), invocation);
    }
    if (invocation.arguments().isEmpty()) {
      throw new Usage("which recording?", "ngxscope report FILE.ngxr -o report.html");
    }
    CaptureOptions.outputs(invocation, file -> {}); // whatever is recorded, nothing is replaced
    Path first = Path.of(invocation.arguments().get(0));
    Optional<MemoryRecording> memory = MemoryRecordings.read(first);
    if (memory.isPresent()) {
      return memory(invocation, memory.get());
    }
    List<Path> outputs = CaptureOptions.outputs(invocation);
    List<Recording> recordings =
        invocation.arguments().stream().map(file -> RecordingReader.read(Path.of(file))).toList();
    Recording recording = RecordingMerge.of(recordings);
    CaptureOptions.report(invocation, recording, outputs);
    return DONE;
  }

  /** Heaps and leaks are of one worker at one time: there is no sum of several. */
  private static int memory(Invocation invocation, MemoryRecording recording) {
    if (invocation.arguments().size() > 1) {
      throw new Usage("recordings of heaps are shown one by one", "give one file");
    }
    MemoryOutput.report(invocation, recording, MemoryOutput.files(invocation));
    return DONE;
  }

  private static int postMortem(CoreChoice core, Invocation invocation) {
    if (!invocation.arguments().isEmpty()) {
      throw new Usage("a core is reported alone", "leave out " + invocation.arguments().get(0));
    }
    PostMortem report = new PostMortem(core, invocation);
    List<String> files = invocation.values(CaptureOptions.OUTPUT);
    if (files.isEmpty() || invocation.json()) {
      report.print(invocation);
    }
    for (String file : files) {
      report.write(Path.of(file), CaptureOptions.forced(invocation));
      invocation.screen().note("wrote " + file);
    }
    return DONE;
  }
}
