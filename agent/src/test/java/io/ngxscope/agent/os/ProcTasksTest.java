package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.WorkerThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcTasksTest {
  private static final Pid WORKER = new Pid(700);

  @TempDir Path proc;

  @Test
  void givenAWorkerWithThreads_whenListed_thenAllButTheMainOneAreThereInOrder() throws Exception {
    thread("702", "runtime-1\n");
    thread("701", "nginx\n");
    thread("700", "nginx\n");
    Files.createDirectories(proc.resolve("700/task/self"));

    assertThat(ProcTasks.besidesMain(new ProcFs(proc), WORKER))
        .containsExactly(new WorkerThread(701, "nginx"), new WorkerThread(702, "runtime-1"));
  }

  @Test
  void givenAThreadThatEndsMeanwhile_whenListed_thenItHasNoName() throws Exception {
    Files.createDirectories(proc.resolve("700/task/701"));

    assertThat(ProcTasks.besidesMain(new ProcFs(proc), WORKER))
        .containsExactly(new WorkerThread(701, ""));
  }

  @Test
  void givenMoreThreadsThanTheBound_whenListed_thenTheRestIsLeftOut() throws Exception {
    for (int i = 0; i < ProcTasks.MAX_THREADS + 5; i++) {
      Files.createDirectories(proc.resolve("700/task/" + (1000 + i)));
    }

    assertThat(ProcTasks.besidesMain(new ProcFs(proc), WORKER)).hasSize(ProcTasks.MAX_THREADS);
  }

  @Test
  void givenAWorkerThatIsGone_whenListed_thenThatIsSaid() {
    assertThatThrownBy(() -> ProcTasks.besidesMain(new ProcFs(proc), WORKER))
        .isInstanceOf(NoSuchProcess.class);
  }

  private void thread(String tid, String name) throws IOException {
    Path folder = Files.createDirectories(proc.resolve("700/task/" + tid));
    Files.writeString(folder.resolve("comm"), name);
  }
}
