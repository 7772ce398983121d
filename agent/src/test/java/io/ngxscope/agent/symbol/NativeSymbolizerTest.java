package io.ngxscope.agent.symbol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ngxscope.agent.model.BuildId;
import io.ngxscope.agent.model.Frame;
import io.ngxscope.agent.model.NameSource;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ElfSymbol;
import io.ngxscope.agent.os.ProcMemory;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.GeneratedCode;
import io.ngxscope.agent.target.LoadedModule;
import io.ngxscope.agent.target.ProcessImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of code in this very process. */
class NativeSymbolizerTest {
  private static final long SELF = ProcessHandle.current().pid();
  private final ElfCache cache = new ElfCache();
  private final NativeSymbolizer symbolizer = new NativeSymbolizer(cache);

  @Test
  void anExportedFunctionIsNamedFromItsFirstToItsLastByte() throws Exception {
    ProcessImage image = self();
    LoadedModule libc = libc(image);
    ElfSymbol symbol = libc.elf().exportedSymbols().find("epoll_wait");
    long start = libc.toProcess(symbol.address());

    for (long address : List.of(start, start + symbol.size() - 1)) {
      Frame.Native frame = symbolizer.name(image, address, false);

      assertThat(frame.function()).isEqualTo("epoll_wait");
      assertThat(frame.module()).isEqualTo(libc.name());
      assertThat(frame.offset()).isEqualTo(symbol.address());
      assertThat(frame.source()).isIn(NameSource.EXPORTED, NameSource.DEBUG_FILE);
    }
  }

  @Test
  void aFunctionWithoutANameIsNotCalledByItsNeighbours() throws Exception {
    ProcessImage image = self();
    LoadedModule module = stripped(image);
    int nameless = 0;
    for (int i = 0; i < module.elf().ehFrame().size(); i++) {
      long start = module.elf().ehFrame().start(i);
      if (module.elf().exportedFunctionAt(start) == null
          && module.elf().fullFunctionAt(start) == null) {
        Frame.Native frame = symbolizer.name(image, module.toProcess(start), true);
        assertThat(frame)
            .isEqualTo(new Frame.Native(null, module.name(), start, NameSource.NONE, true));
        nameless++;
      }
    }
    assertThat(nameless).isPositive();
  }

  @Test
  void generatedCodeIsNamedByItsKind() throws Exception {
    ProcessImage image = self();
    GeneratedCode code = image.generatedCode().get(0);

    Frame.Native frame = symbolizer.name(image, code.start() + 16, false);

    assertThat(frame.function()).isNull();
    assertThat(frame.module()).startsWith("[").endsWith("]");
    assertThat(frame.offset()).isEqualTo(16);
  }

  @Test
  void anAddressThatIsNoCodeIsUnknown() throws Exception {
    assertThat(symbolizer.name(self(), 16, false))
        .isEqualTo(new Frame.Native(null, "[unknown]", 0, NameSource.NONE, false));
  }

  @Test
  void aDebugFileOfTheSameBuildNamesWhatIsNotExported(@TempDir Path root) throws Exception {
    ProcessImage image = self();
    LoadedModule module = stripped(image);
    long nameless = namelessFunction(module);
    DebugFile.write(root, module.elf().buildId(), module.elf().buildId(), nameless);

    Frame.Native frame =
        new NativeSymbolizer(cache, List.of(root))
            .name(image, module.toProcess(nameless) + 1, false);

    assertThat(frame)
        .isEqualTo(
            new Frame.Native(
                DebugFile.NAME, module.name(), nameless, NameSource.DEBUG_FILE, false));
  }

  @Test
  void aDebugFileOfAnotherBuildNamesNothing(@TempDir Path root) throws Exception {
    LoadedModule module = stripped(self());
    DebugFiles files = new DebugFiles(List.of(root), cache);
    BuildId other = new BuildId("00112233445566778899aabbccddeeff00112233");

    DebugFile.write(root, module.elf().buildId(), other, namelessFunction(module));

    assertThat(files.find(module)).isEmpty();
  }

  private static long namelessFunction(LoadedModule module) {
    for (int i = 0; i < module.elf().ehFrame().size(); i++) {
      long start = module.elf().ehFrame().start(i);
      if (module.elf().exportedFunctionAt(start) == null && start > 0) {
        return start;
      }
    }
    throw new AssertionError("every function has a name");
  }

  private ProcessImage self() throws Exception {
    try (ProcMemory memory = new ProcMemory(SELF)) {
      return ProcessImage.read(new Pid((int) SELF), memory, cache);
    }
  }

  /** A module without its own symbols whose debug file is not installed. */
  private LoadedModule stripped(ProcessImage image) {
    DebugFiles installed = new DebugFiles(List.of(Path.of("/")), cache);
    LoadedModule found =
        image.module(
            m ->
                m.elf().buildId() != null
                    && m.elf().fullSymbols().size() == 0
                    && m.elf().exportedSymbols().size() > 0
                    && installed.find(m).isEmpty());
    assumeTrue(found != null, "everything that this Java has loaded has its symbols");
    return found;
  }

  private static LoadedModule libc(ProcessImage image) {
    return image.module(m -> m.name().startsWith("libc.so"));
  }
}
