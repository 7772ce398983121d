package io.ngxscope.agent.unwind;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How many recorded stacks one core unwinds in a second; run its {@code main}. */
final class UnwinderBench {
  private static final int ROUNDS = 8;
  private static final int PER_ROUND = 200_000;

  private UnwinderBench() {}

  private record Case(Unwinder unwinder, StartRegisters start, StackMemory stack, CFrames chain) {}

  /** Prints one line a round: stacks a second and frames a stack. */
  public static void main(String[] arguments) throws Exception {
    List<Case> cases = new ArrayList<>();
    UnwindTables tables = new UnwindTables();
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".stack")).toList()) {
        RecordedStack r = RecordedStack.parse(Files.readAllLines(file));
        cases.add(
            new Case(
                new Unwinder(r.code(), r.luaJit(), tables),
                r.startRegisters(),
                r.memory(),
                r.chain()));
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      long frames = 0;
      long begin = System.nanoTime();
      for (int i = 0; i < PER_ROUND; i++) {
        Case c = cases.get(i % cases.size());
        frames += c.unwinder().unwind(c.start(), c.stack(), c.chain()).frames().size();
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.printf(
          "%,.0f stacks/s, %.1f frames each, %.0f ns a frame%n",
          PER_ROUND / seconds, frames / (double) PER_ROUND, seconds * 1e9 / frames);
    }
  }
}
