package io.ngxscope.agent.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CodeRange;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.ProcMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of processes that the test owns: itself, and a child. */
class ProcessImageTest {
  private static final long SELF = ProcessHandle.current().pid();

  @Test
  void thisProcessHasItsLauncherTheCLibraryTheVdsoAndGeneratedCode() throws Exception {
    try (ProcMemory memory = new ProcMemory(SELF)) {
      ProcessImage image = read(SELF, memory);

      assertThat(image.mainExecutable()).isNotNull();
      assertThat(image.mainExecutable().name()).isEqualTo("java");
      assertThat(image.modules()).allSatisfy(m -> assertThat(m.elf()).as(m.origin()).isNotNull());
      assertThat(image.modules()).extracting(LoadedModule::name).contains("libjvm.so", "[vdso]");
      assertThat(image.generatedCode())
          .as("the virtual machine compiles into writable memory")
          .anyMatch(g -> g.kind() == GeneratedCode.Kind.WRITABLE);
    }
  }

  @Test
  void everyAddressOfAModuleLeadsBackToIt() throws Exception {
    try (ProcMemory memory = new ProcMemory(SELF)) {
      ProcessImage image = read(SELF, memory);
      for (LoadedModule module : image.modules()) {
        long start = module.code().get(0).start();

        assertThat(image.moduleAt(start)).isEqualTo(module);
        assertThat(module.elf().isExecutable(module.toObject(start + 64))).isTrue();
        assertThat(module.toProcess(module.toObject(start))).isEqualTo(start);
      }
      assertThat(image.moduleAt(16)).isNull();
      assertThat(image.code()).extracting(CodeRange::start).isSorted();
    }
  }

  @Test
  void whatIsInMemoryIsWhatTheFileSaysAtThatAddress() throws Exception {
    try (ProcMemory memory = new ProcMemory(SELF)) {
      ProcessImage image = read(SELF, memory);
      LoadedModule jvm = image.module(m -> m.name().equals("libjvm.so"));
      ElfSymbol symbol = jvm.elf().exportedSymbols().find("JNI_GetCreatedJavaVMs");

      long address =
          image.address(m -> m.name().equals("libjvm.so"), "JNI_GetCreatedJavaVMs").getAsLong();

      assertThat(memory.read(address, 32)).isEqualTo(jvm.elf().bytesAt(symbol.address(), 32));
      assertThat(image.address(m -> true, "no_such_symbol")).isEmpty();
    }
  }

  @Test
  void aBinaryThatWasRemovedWhileItRunsIsReadAllTheSame(@TempDir Path folder) throws Exception {
    Path copy = Files.copy(Path.of("/bin/sleep"), folder.resolve("sleep"));
    Process child = new ProcessBuilder(copy.toString(), "60").start();
    try (ProcMemory memory = new ProcMemory(child.pid())) {
      LoadedModule before = waitForExec(child, memory, copy.toString());
      Files.delete(copy);

      LoadedModule after = read(child.pid(), memory).mainExecutable();

      assertThat(before.origin()).isEqualTo("the file");
      assertThat(after.path()).isEqualTo(copy + " (deleted)");
      assertThat(after.elf().buildId()).isNotNull().isEqualTo(before.elf().buildId());
      assertThat(after.elf().ehFrame().size()).isEqualTo(before.elf().ehFrame().size());
      assertThat(after.bias()).isEqualTo(before.bias());
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void aBinaryThatWasReplacedIsNotTakenForTheOneThatRuns(@TempDir Path folder) throws Exception {
    Path copy = Files.copy(Path.of("/bin/sleep"), folder.resolve("sleep"));
    Process child = new ProcessBuilder(copy.toString(), "60").start();
    try (ProcMemory memory = new ProcMemory(child.pid())) {
      LoadedModule before = waitForExec(child, memory, copy.toString());
      Path other = Files.copy(Path.of("/bin/ls"), folder.resolve("new"));
      Files.move(other, copy, StandardCopyOption.REPLACE_EXISTING);

      LoadedModule after = read(child.pid(), memory).mainExecutable();

      assertThat(after.elf().buildId()).isEqualTo(before.elf().buildId());
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  @Test
  void anObjectRebuiltFromMemoryHasTheSymbolsOfItsFile() throws Exception {
    try (ProcMemory memory = new ProcMemory(SELF)) {
      ProcessImage image = read(SELF, memory);
      LoadedModule libc = image.module(m -> m.name().startsWith("libc.so"));

      var copy =
          io.ngxscope.agent.os.ElfFile.read(
              MemoryImage.copy(
                  image.maps().stream().filter(m -> m.path().equals(libc.path())).toList(),
                  memory));

      assertThat(copy.buildId()).isEqualTo(libc.elf().buildId());
      assertThat(copy.soname()).isEqualTo("libc.so.6");
      assertThat(copy.exportedSymbols().definitions())
          .isEqualTo(libc.elf().exportedSymbols().definitions());
      assertThat(copy.ehFrame().size()).isEqualTo(libc.elf().ehFrame().size());
    }
  }

  private static LoadedModule waitForExec(Process child, ProcMemory memory, String path)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < end) {
      LoadedModule main = read(child.pid(), memory).mainExecutable();
      if (main != null && main.path().equals(path)) {
        return main;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("the child did not start " + path);
  }

  private static ProcessImage read(long pid, ProcMemory memory) throws Exception {
    return ProcessImage.read(new Pid((int) pid), memory, new ElfCache());
  }
}
