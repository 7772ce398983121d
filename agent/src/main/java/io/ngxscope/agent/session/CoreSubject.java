package io.ngxscope.agent.session;

import io.ngxscope.agent.core.CoreFile;
import io.ngxscope.agent.core.CoreFormatException;
import io.ngxscope.agent.core.CoreProcess;
import io.ngxscope.agent.heap.HeapPages;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.DiagnosticException.Unsupported;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.jna.MemorySlab;
import io.ngxscope.agent.target.ConfigLocation;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.Namespaces;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.Role;
import io.ngxscope.agent.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A core file as a target like any other. */
final class CoreSubject implements AutoCloseable {
  private final CoreProcess process;
  private final Target target;

  private CoreSubject(CoreProcess process, Target target) {
    this.process = process;
    this.target = target;
  }

  /**
   * Opens one.
   *
   * @param file the core
   * @param sysroot folder under which to look for mapped files first, or null
   * @throws DiagnosticException if it is no core of an nginx, or the files of its build are not
   *     here
   */
  static CoreSubject open(Path file, @Nullable Path sysroot) {
    if (sysroot != null && !Files.isDirectory(sysroot)) {
      throw new DiagnosticException.Usage(
          "--sysroot " + sysroot + " is no folder", "name the folder that holds the files' tree");
    }
    CoreProcess process;
    try {
      process = new CoreProcess(CoreFile.open(file), sysroot);
    } catch (CoreFormatException e) {
      throw new NoTarget(
          file + " cannot be read as a core file: " + e.getMessage(),
          "gcore -o core PID makes one of a process that runs");
    } catch (IOException e) {
      throw new NoTarget(file + " cannot be read: " + reason(e), "is the path right?");
    }
    return new CoreSubject(process, target(file, process));
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException ? "there is no such file" : e.toString();
  }

  private static Target target(Path file, CoreProcess process) {
    ProcessImage image = process.image(process.memory(), new ElfCache());
    LoadedModule main = image.mainExecutable();
    String words = process.core().arguments();
    if (main == null) {
      throw new NoTarget(
          file + " does not say of which program it is (" + words + ")",
          "is the core whole? gcore and the kernel note the mapped files in it");
    }
    if (main.elf() == null) {
      throw new Unsupported(
          file + " needs " + main.path() + ", which is not here: " + main.origin(),
          "put the files of that build into a folder as they were (DIR"
              + main.path()
              + ") and give --sysroot DIR");
    }
    if (image.address(m -> m.equals(main), "ngx_cached_time").isEmpty()) {
      throw new NoTarget(
          file + " is a core of " + main.path() + ", which is not an nginx",
          "`file CORE` tells of which program a core is");
    }
    return new Target(
        new ProcessKey(process.pid(), 0),
        0,
        words.contains("master process") ? Role.MASTER : Role.WORKER,
        process.core().parent(),
        main.path(),
        false,
        words,
        ConfigLocation.UNKNOWN,
        new Namespaces(List.of(process.core().pid()), false, "", ""),
        process.core().uid());
  }

  CoreProcess process() {
    return process;
  }

  /** As the sessions look at it. */
  Subject subject() {
    return new Subject(target, process, new Pages(process), false, process.doubts());
  }

  /** The same failure with what is missing of the core, which may well be its cause. */
  DiagnosticException because(DiagnosticException failure) {
    List<String> doubts = process.doubts();
    return doubts.isEmpty()
        ? failure
        : new Unsupported(
            failure.getMessage() + "; " + String.join("; ", doubts),
            "make a whole core (ulimit -c, worker_rlimit_core), or bring the files by --sysroot");
  }

  @Override
  public void close() {
    try {
      process.close();
    } catch (IOException e) {
      // it was only read
    }
  }

  /** Memory of a core, to be copied. Several threads may copy at once; a core is read by one. */
  private record Pages(CoreProcess process) implements HeapPages {
    @Override
    public List<AddressRange> used(AddressRange range, long gap) {
      return process.kept(range);
    }

    @Override
    public synchronized long copy(MemorySlab slab, long address, int offset, int length) {
      RemoteMemory core = process.core()::read;
      return slab.copy(core, address, offset, length);
    }
  }
}
