package io.ngxscope.agent.session;

import io.ngxscope.agent.gdb.GdbCommand;
import io.ngxscope.agent.gdb.GdbExtension;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.MissingTool;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.DiagnosticException.ProbeFailed;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.nginx.ConnectionTable;
import io.ngxscope.agent.nginx.RequestLayout;
import io.ngxscope.agent.os.OutputFiles;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.Subprocess;
import io.ngxscope.agent.stack.RequestFacts;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.TargetFinder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Starts gdb on a worker or a core file, with commands for nginx and LuaJIT. */
public final class GdbSession {
  /** A batch is to be well under 100 ms: attaching and detaching take some of them. */
  private static final double COMMANDS_SECONDS = 0.05;

  private static final Duration BATCH_PATIENCE = Duration.ofMinutes(2);
  private static final int MAX_OUTPUT = 64 << 20;

  private final Subject subject;
  private final @Nullable CoreSubject core;
  private final @Nullable CoreChoice choice;

  private GdbSession(Subject subject, @Nullable CoreSubject core, @Nullable CoreChoice choice) {
    this.subject = subject;
    this.core = core;
    this.choice = choice;
  }

  /** For the first worker of these processes. */
  public static GdbSession live(List<Pid> pids) {
    return new GdbSession(Subject.live(TargetFinder.live().resolve(pids).get(0)), null, null);
  }

  /** For a core file. */
  public static GdbSession core(CoreChoice choice) {
    CoreSubject core = CoreSubject.open(choice.file(), choice.sysroot());
    return new GdbSession(core.subject(), core, choice);
  }

  /**
   * Saves the extension for gdb on this host or another one.
   *
   * @param force replace a file that is there
   */
  public void save(Path file, boolean force) {
    byte[] bytes = extension(true).getBytes(StandardCharsets.UTF_8);
    OutputFiles.write(file, force, out -> out.write(bytes));
  }

  private String extension(boolean carried) {
    LuaWorker lua = LuaWorker.of(subject);
    RemoteMemory memory = subject.source().memory();
    ProcessImage image = image(memory);
    RequestLayout requests = RequestFacts.layout(image, memory).orElse(null);
    OptionalLong cycle = image.address(m -> true, "ngx_cycle");
    ConnectionTable connections =
        cycle.isEmpty()
            ? null
            : ConnectionTable.find(memory, memory.readLong(cycle.getAsLong())).orElse(null);
    return GdbExtension.of(lua.heap().vm(), requests, connections, cycle.orElse(0), carried);
  }

  private ProcessImage image(RemoteMemory memory) {
    try {
      return subject.source().image(memory, new ElfCache());
    } catch (IOException e) {
      throw new NoTarget("the process has ended", "`ngxscope ps` lists what is there");
    }
  }

  /**
   * Gives the terminal to gdb until it ends.
   *
   * @return its exit status
   * @throws DiagnosticException if it cannot be started
   */
  public int interactive() throws InterruptedException {
    Path extension = temporary();
    try {
      Process gdb = new ProcessBuilder(interactive(extension)).inheritIO().start();
      return gdb.waitFor();
    } catch (IOException e) {
      throw missing(e.getMessage());
    } finally {
      delete(extension);
    }
  }

  private List<String> interactive(Path extension) {
    return choice == null
        ? GdbCommand.interactive(subject.target().pid(), extension)
        : GdbCommand.interactive(choice.file(), program(), choice.sysroot(), extension);
  }

  /**
   * Runs some commands and ends. A process that runs is stopped meanwhile; the last line of the
   * output says for how long at most.
   *
   * @return what gdb printed
   * @throws DiagnosticException if it cannot be done
   */
  public String batch(List<String> commands) throws InterruptedException {
    Path extension = temporary();
    try {
      List<String> words =
          choice == null
              ? GdbCommand.production(subject.target().pid(), extension, commands, COMMANDS_SECONDS)
              : GdbCommand.batch(interactive(extension), commands);
      Subprocess.Result result = Subprocess.run(words, BATCH_PATIENCE, MAX_OUTPUT);
      if (result instanceof Subprocess.Finished done && done.exit() == 0) {
        return done.stdout();
      }
      if (result instanceof Subprocess.NotStarted not) {
        throw missing(not.why());
      }
      String said =
          result instanceof Subprocess.Finished done ? done.stderrTail() : "it took too long";
      throw new ProbeFailed(
          "gdb gave up: " + said.strip(), "is another tracer attached? is gdb built with Python?");
    } finally {
      delete(extension);
    }
  }

  private static MissingTool missing(@Nullable String why) {
    return new MissingTool(
        "gdb cannot be started: " + why,
        "install gdb, or save the commands for a host that has it: ngxscope gdb --save FILE.py");
  }

  private Path program() {
    LoadedModule main = image(subject.source().memory()).mainExecutable();
    return Path.of(main == null ? "" : main.origin());
  }

  private Path temporary() {
    try {
      Path file = Files.createTempFile("ngxscope-", ".py"); // 0600, not to be predicted
      Files.writeString(file, extension(false));
      return file;
    } catch (IOException e) {
      throw new ProbeFailed("no temporary file can be written: " + e, "set TMPDIR");
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // a temporary file of ours, which holds numbers only
    }
  }

  /** Gives back what was opened. */
  public void close() {
    if (core != null) {
      core.close();
    }
  }
}
