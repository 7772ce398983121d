package io.ngxscope.agent.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Stacks of a real worker (Debian 12: nginx 1.22, libluajit2 20230119, all stripped), recorded by
 * {@link StackRecorder}. {@code -Dgolden.update=true} rewrites what is expected of them.
 */
class RecordedStackTest {
  private static final Path FOLDER = Path.of("src/test/resources/unwind/stacks");

  static List<String> recorded() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.endsWith(".stack"))
          .map(f -> f.substring(0, f.length() - ".stack".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void aRecordedStackIsUnwoundFrameByFrameAsBefore(String name) throws Exception {
    RecordedStack recorded =
        RecordedStack.parse(Files.readAllLines(FOLDER.resolve(name + ".stack")));
    Unwinder unwinder = new Unwinder(recorded.code(), recorded.luaJit(), new UnwindTables());

    UnwoundStack stack =
        unwinder.unwind(recorded.startRegisters(), recorded.memory(), recorded.chain());

    assertThat(stack.end().isComplete()).as(text(recorded, stack).toString()).isTrue();
    Path golden = FOLDER.resolve(name + ".expected");
    if (Boolean.getBoolean("golden.update")) {
      Files.write(golden, text(recorded, stack));
    }
    assertThat(text(recorded, stack)).isEqualTo(Files.readAllLines(golden));
  }

  private static List<String> text(RecordedStack recorded, UnwoundStack stack) {
    int[] links = stack.boundaries(recorded.chain());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < links.length; i++) {
      UnwoundFrame f = stack.frames().get(i);
      String link = links[i] < 0 ? "" : " cframe " + links[i];
      long words = (f.sp() - recorded.stackStart) / 8;
      lines.add(
          String.format(
              "%4d %-11s %-9s %s%s", words, f.kind(), f.found(), recorded.place(f.pc()), link));
    }
    lines.add(stack.end().getClass().getSimpleName());
    return lines;
  }
}
