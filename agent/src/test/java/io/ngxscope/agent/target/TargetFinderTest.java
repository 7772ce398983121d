package io.ngxscope.agent.target;

import static io.ngxscope.agent.target.FakeProc.EXE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.ProcessKey;
import io.ngxscope.agent.os.NoSuchProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFinderTest {
  private static final String WORKER = "nginx: worker process";
  private static final String MASTER = "nginx: master process /usr/sbin/nginx -p /srv/a/ -c a.conf";

  @TempDir Path folder;
  private FakeProc proc;

  @BeforeEach
  void aMachineWithOtherProcesses() {
    proc =
        new FakeProc(folder)
            .process(1, 0, 1, "/sbin/init", "init")
            .process(90, 1, 50, "/usr/bin/vim", "vim\0nginx: master process\0")
            .process(91, 1, 50, "/usr/bin/nginx-exporter", "nginx-exporter\0");
  }

  @AfterEach
  void removeLinks() throws Exception {
    proc.removeLinks();
  }

  @Test
  void aMasterItsWorkersAndItsHelperAreOneInstance() {
    proc.process(500, 1, 100, EXE, MASTER)
        .process(501, 500, 101, EXE, WORKER)
        .process(502, 500, 101, EXE, WORKER)
        .process(503, 500, 101, EXE, "nginx: cache manager process");

    Instance nginx = only(proc.finder().find());

    assertThat(nginx.master().map(Target::pid)).contains(new Pid(500));
    assertThat(workers(nginx)).containsExactly("501 WORKER 0", "502 WORKER 0");
    assertThat(nginx.helpers()).extracting(t -> t.pid().value()).containsExactly(503);
    Target worker = nginx.workers().get(0).target();
    assertThat(worker.masterPid()).isEqualTo(500);
    assertThat(worker.startUnixMillis()).isEqualTo(1_000_001_010L);
    assertThat(worker.config()).isEqualTo(new ConfigLocation("/srv/a/", "a.conf", false));
    assertThat(worker.uid()).isEqualTo(33);
    assertThat(worker.exe()).isEqualTo(EXE);
  }

  @Test
  void afterReloadsTheOldWorkersAreOfOlderGenerations() {
    proc.process(500, 1, 100, EXE, MASTER)
        .process(501, 500, 101, EXE, WORKER + " is shutting down")
        .process(502, 500, 5000, EXE, WORKER + " is shutting down")
        .process(503, 500, 5001, EXE, WORKER + " is shutting down")
        .process(504, 500, 9000, EXE, WORKER);

    assertThat(workers(only(proc.finder().find())))
        .containsExactly(
            "504 WORKER 0",
            "503 SHUTTING_DOWN_WORKER 1",
            "502 SHUTTING_DOWN_WORKER 1",
            "501 SHUTTING_DOWN_WORKER 2");
  }

  @Test
  void anUpgradedMasterIsAnInstanceOfItsOwn() {
    proc.process(500, 1, 100, EXE + ".old (deleted)", MASTER)
        .process(501, 500, 101, EXE + ".old (deleted)", WORKER)
        .process(600, 500, 900, EXE, MASTER)
        .process(601, 600, 901, EXE, WORKER);

    List<Instance> found = proc.finder().find();

    assertThat(found).hasSize(2);
    assertThat(workers(found.get(0))).containsExactly("501 WORKER 0");
    assertThat(workers(found.get(1))).containsExactly("601 WORKER 0");
    assertThat(found.get(0).head().exeDeleted()).isTrue();
    assertThat(found.get(0).head().exe()).isEqualTo(EXE + ".old");
  }

  @Test
  void workersOutliveAKilledMaster() {
    proc.process(501, 1, 101, EXE, WORKER).process(502, 1, 101, EXE, WORKER);

    Instance orphans = only(proc.finder().find());

    assertThat(orphans.master()).isEmpty();
    assertThat(workers(orphans)).containsExactly("501 WORKER 0", "502 WORKER 0");
    assertThat(orphans.head().config()).isEqualTo(ConfigLocation.UNKNOWN);
  }

  @Test
  void aSingleProcessHasNoMasterAndKeepsItsCommandLine() {
    proc.process(700, 1, 100, EXE, "nginx\0-p/srv/b\0-g\0daemon off; master_process off;\0");

    Target single = only(proc.finder().find()).head();

    assertThat(single.role()).isEqualTo(Role.SINGLE);
    assertThat(single.masterPid()).isZero();
    assertThat(single.config().prefix()).isEqualTo("/srv/b");
    assertThat(single.info("").role()).isEqualTo("single");
  }

  @Test
  void commandsForNginxAndForksOfWorkersAreNotCounted() {
    proc.process(500, 1, 100, EXE, MASTER)
        .process(501, 500, 101, EXE, WORKER)
        .process(510, 501, 900, EXE, WORKER)
        .process(800, 1, 900, EXE, "nginx\0-s\0reload\0");

    Instance nginx = only(proc.finder().find());

    assertThat(workers(nginx)).containsExactly("501 WORKER 0");
    assertThat(nginx.helpers()).extracting(t -> t.pid().value()).containsExactly(510);
  }

  @Test
  void withoutRoomForTitlesTheFamilyTellsTheRoles() {
    proc.process(500, 1, 100, EXE, "nginx").process(501, 500, 101, EXE, "nginx");

    Instance nginx = only(proc.finder().find());

    assertThat(nginx.head().role()).isEqualTo(Role.MASTER);
    assertThat(workers(nginx)).containsExactly("501 WORKER 0");
  }

  @Test
  void aHiddenExecutableIsFoundByItsTitle() {
    proc.process(500, 1, 100, "", MASTER).process(501, 500, 101, "", WORKER);

    assertThat(workers(only(proc.finder().find()))).containsExactly("501 WORKER 0");
  }

  @Test
  void aRenamedExecutableIsFoundByItsTitle() {
    proc.process(500, 1, 100, "/opt/edge/webd", MASTER)
        .process(501, 500, 101, "/opt/edge/webd", WORKER);

    assertThat(workers(only(proc.finder().find()))).containsExactly("501 WORKER 0");
  }

  @Test
  void aPathInAChrootIsShownAsTheProcessSeesIt() {
    proc.process(700, 1, 100, "/srv/root" + EXE, "nginx\0-p\0/b\0").link(700, "root", "/srv/root");

    Target single = only(proc.finder().find()).head();

    assertThat(single.exe()).isEqualTo(EXE);
    assertThat(single.namespaces().isChroot()).isTrue();
    assertThat(single.file("/etc/x")).isEqualTo(Path.of("/proc/700/root/etc/x"));
  }

  @Test
  void aMasterStandsForAllItsWorkersAndDoubleMentionsCountOnce() {
    proc.process(500, 1, 100, EXE, MASTER)
        .process(501, 500, 101, EXE, WORKER)
        .process(502, 500, 101, EXE, WORKER + " is shutting down")
        .process(503, 500, 101, EXE, "nginx: cache manager process");

    assertThat(identify(502, 500)).containsExactly(502, 501);
    assertThat(identify(503)).containsExactly(503);
  }

  @Test
  void whatIsNotNginxIsAllowedAndSaysSo() {
    assertThat(proc.finder().identify(List.of(new Pid(90))).get(0).role()).isEqualTo(Role.OTHER);
  }

  @Test
  void aNumberWithoutAProcessPointsToPs() {
    assertThatThrownBy(() -> identify(4711))
        .isInstanceOf(NoTarget.class)
        .hasMessage("no process has the number 4711")
        .satisfies(e -> assertThat(((NoTarget) e).advice()).contains("ngxscope ps"));
  }

  @Test
  void aNumberFromAContainersLogPointsToOurNumberOfIt() {
    proc.process(500, 1, 100, EXE, MASTER, "S", "500\t1")
        .process(501, 500, 101, EXE, WORKER, "S", "501\t29");

    assertThatThrownBy(() -> identify(29))
        .isInstanceOf(NoTarget.class)
        .satisfies(e -> assertThat(((NoTarget) e).advice()).contains("-p 501"));
  }

  @Test
  void zombiesKernelThreadsAndLonelyMastersAreNoTargets() {
    proc.process(500, 1, 100, EXE, MASTER)
        .process(501, 500, 101, EXE, "", "Z", "501")
        .process(2, 0, 1, "", "");
    proc.write(2, "stat", "2 (kthreadd) S 0 0 0 0 -1 2129984" + " 0".repeat(44) + "\n");

    assertThatThrownBy(() -> identify(501)).hasMessageContaining("zombie");
    assertThatThrownBy(() -> identify(2)).hasMessageContaining("thread of the kernel");
    assertThatThrownBy(() -> identify(500)).hasMessageContaining("no worker just now");
  }

  @Test
  void theWorkersOfAMasterAreListedFromItsChildren() throws Exception {
    proc.process(500, 1, 100, EXE, MASTER)
        .process(501, 500, 101, EXE, WORKER)
        .process(502, 500, 102, EXE, WORKER + " is shutting down")
        .process(503, 500, 103, EXE, "nginx: cache manager process")
        .process(504, 500, 104, EXE, MASTER);
    ProcessKey master = new ProcessKey(new Pid(500), 100);
    List<WorkerSeen> expected =
        List.of(
            new WorkerSeen(new ProcessKey(new Pid(501), 101), Role.WORKER),
            new WorkerSeen(new ProcessKey(new Pid(502), 102), Role.SHUTTING_DOWN_WORKER),
            new WorkerSeen(new ProcessKey(new Pid(504), 104), Role.MASTER));

    // Once by searching every process, as on kernels without the list, and once by the list.
    assertThat(proc.finder().childrenOf(master)).isEqualTo(expected);
    proc.write(500, "task/500/children", "501 502 503 504 ");
    assertThat(proc.finder().childrenOf(master)).isEqualTo(expected);
  }

  @Test
  void anotherProcessWithTheMastersNumberIsNotTheMaster() {
    proc.process(500, 1, 2000, EXE, MASTER);

    assertThatThrownBy(() -> proc.finder().childrenOf(new ProcessKey(new Pid(500), 100)))
        .isInstanceOf(NoSuchProcess.class);
    assertThat(proc.finder().isAlive(new ProcessKey(new Pid(500), 2000))).isTrue();
  }

  private List<Integer> identify(int... pids) {
    List<Pid> wanted = java.util.Arrays.stream(pids).mapToObj(Pid::new).toList();
    return proc.finder().identify(wanted).stream().map(t -> t.pid().value()).toList();
  }

  private static Instance only(List<Instance> found) {
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  private static List<String> workers(Instance instance) {
    return instance.workers().stream()
        .map(w -> w.target().pid() + " " + w.target().role() + " " + w.generation())
        .toList();
  }
}
