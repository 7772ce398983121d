package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.Subprocess.Finished;
import io.ngxscope.agent.os.Subprocess.NotStarted;
import io.ngxscope.agent.os.Subprocess.Result;
import io.ngxscope.agent.os.Subprocess.TimedOut;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubprocessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void argumentsReachTheToolAsTheyAre() throws Exception {
    Result result = run("printf", "%s|", "a b", "$HOME;`id`", "");

    assertThat(result).isEqualTo(new Finished(0, "a b|$HOME;`id`||", false, ""));
  }

  @Test
  void statusAndComplaintsAreKept() throws Exception {
    Result result = run("sh", "-c", "echo wrong >&2; exit 3");

    assertThat(result).isEqualTo(new Finished(3, "", false, "wrong\n"));
  }

  @Test
  void outputBeyondTheBoundIsReadAndDropped() throws Exception {
    Result result = run("sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' x");

    assertThat(result)
        .isInstanceOfSatisfying(
            Finished.class,
            f -> {
              assertThat(f.stdout()).hasSize(100);
              assertThat(f.cut()).isTrue();
            });
  }

  @Test
  void onlyTheEndOfLongComplaintsIsKept() throws Exception {
    Result result = run("sh", "-c", "(head -c 100000 /dev/zero | tr '\\0' x; echo end) >&2");

    assertThat(result)
        .isInstanceOfSatisfying(
            Finished.class, f -> assertThat(f.stderrTail()).hasSize(8192).endsWith("xend\n"));
  }

  @Test
  void aToolThatTakesTooLongIsKilledWithItsChildren() throws Exception {
    Result result =
        Subprocess.run(
            List.of("sh", "-c", "sleep 1000 & echo $!; wait"), Duration.ofMillis(500), 100);

    assertThat(result)
        .isInstanceOfSatisfying(
            TimedOut.class, t -> assertThat(isGone(Integer.parseInt(t.stdout().strip()))).isTrue());
  }

  /** A kill takes a moment; that nobody collects the orphan afterwards is not our matter. */
  private static boolean isGone(int pid) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (isRunning(new Pid(pid))) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  private static boolean isRunning(Pid pid) {
    try {
      return !ProcStat.read(pid).isZombie();
    } catch (ProcException e) {
      return false;
    }
  }

  @Test
  void aToolThatIsNotThereIsNoException() throws Exception {
    assertThat(run("/no/such/tool")).isInstanceOf(NotStarted.class);
  }

  @Test
  void thereIsNothingToReadForIt() throws Exception {
    assertThat(run("cat")).isEqualTo(new Finished(0, "", false, ""));
  }

  private static Result run(String... command) throws InterruptedException {
    return Subprocess.run(List.of(command), PATIENCE, 100);
  }
}
