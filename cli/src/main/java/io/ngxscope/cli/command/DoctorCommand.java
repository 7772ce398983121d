package io.ngxscope.cli.command;

import io.ngxscope.agent.clean.Leftovers;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.agent.os.StateFolder;
import io.ngxscope.agent.probe.TargetCheck;
import io.ngxscope.agent.session.Examination;
import io.ngxscope.agent.target.Target;
import io.ngxscope.agent.target.TargetFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code ngxscope doctor}: what works on this machine and for these processes, and what to do. */
public final class DoctorCommand implements Command {
  private static final String CLEAN = "clean";
  private static final int MAX_FOLDERS = 64;

  private final Supplier<List<TargetCheck>> targetChecks;

  /** A command that asks these questions about each process. */
  public DoctorCommand(Supplier<List<TargetCheck>> targetChecks) {
    this.targetChecks = targetChecks;
  }

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "say what works on this machine, why not, and what to do";
  }

  @Override
  public Options options() {
    return new Options()
        .addOption(CommonOptions.pid())
        .addOption(
            Option.builder()
                .longOpt(CLEAN)
                .desc("remove what killed runs have left, here and in these folders")
                .get())
        .addOption(CommonOptions.json())
        .addOption(CommonOptions.failOnFinding());
  }

  @Override
  public int maxArguments() {
    return MAX_FOLDERS;
  }

  @Override
  public String argumentNames() {
    return "[FOLDER]...";
  }

  @Override
  public String example() {
    return """
        $ ngxscope doctor -p 23419
        ...
          ok  processor                  x86-64
          ok  right to read processes    CAP_SYS_PTRACE is in force
        ...
          no  tracing file system        it is not mounted, or may not be read
                                         -> as root: mount -t tracefs nodev /sys/kernel/tracing
        ...
        process 23420
          ok  nginx                      nginx: worker process
          ok  memory and registers       can be read
        ...
        what works
          watch      yes
          bpftrace   no: tracefs
        ...
        """;
  }

  @Override
  public int run(Invocation invocation) {
    if (invocation.has(CLEAN)) {
      return clean(invocation);
    }
    if (!invocation.arguments().isEmpty()) {
      throw new Usage("folders are for --clean", "ngxscope doctor --clean FOLDER");
    }
    List<Target> targets = targets(invocation);
    Examination examination = examine(targets);
    if (invocation.json()) {
      DoctorJson.print(examination, invocation.out());
    } else {
      DoctorText.print(examination, invocation.out());
    }
    boolean found = !examination.findings().isEmpty();
    return found && invocation.has(CommonOptions.FAIL_ON_FINDING) ? FOUND : DONE;
  }

  private static int clean(Invocation invocation) {
    List<Path> folders = new ArrayList<>(List.of(Path.of("").toAbsolutePath()));
    folders.add(Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
    folders.add(StateFolder.path());
    invocation.arguments().forEach(name -> folders.add(Path.of(name)));
    List<Leftovers.Removal> removals = Leftovers.of(folders).remove();
    if (invocation.json()) {
      CleanText.json(removals, invocation.out());
    } else {
      CleanText.text(removals, invocation.out());
    }
    boolean failed = removals.stream().anyMatch(r -> !r.failure().isEmpty());
    return failed && invocation.has(CommonOptions.FAIL_ON_FINDING) ? FOUND : DONE;
  }

  /** Rights are one of the questions, so that missing ones are no failure here. */
  private static List<Target> targets(Invocation invocation) {
    return invocation.pids().isEmpty()
        ? List.of()
        : TargetFinder.live().identify(invocation.pids());
  }

  private Examination examine(List<Target> targets) {
    try {
      return Examination.make(targets, targetChecks.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProbeFailed("the examination was interrupted", "run it again");
    }
  }
}
