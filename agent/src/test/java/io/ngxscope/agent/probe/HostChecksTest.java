package io.ngxscope.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.os.Capabilities;
import io.ngxscope.agent.os.KernelConfig;
import io.ngxscope.agent.os.KernelFeatures;
import io.ngxscope.agent.os.Subprocess;
import io.ngxscope.agent.probe.Check.CannotTell;
import io.ngxscope.agent.probe.Check.Supported;
import io.ngxscope.agent.probe.Check.Unsupported;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostChecksTest {
  private static final Capabilities ROOT = new Capabilities(-1L, 0);
  private static final Capabilities USER = new Capabilities(0, 1000);
  private static final Capabilities ROOT_OF_A_CONTAINER = new Capabilities(0, 0);
  private static final String FULL =
      "CONFIG_MODULES=y\nCONFIG_BPF_SYSCALL=y\nCONFIG_CROSS_MEMORY_ATTACH=y\n";
  private static final KernelFeatures FRIENDLY =
      new KernelFeatures(
          "6.1.0",
          "amd64",
          KernelConfig.parse(FULL),
          true,
          true,
          true,
          OptionalInt.of(3),
          OptionalInt.of(1),
          Optional.of("none"),
          true,
          false);
  private static final KernelFeatures HOSTILE =
      new KernelFeatures(
          "6.1.0",
          "aarch64",
          KernelConfig.parse("CONFIG_X=y\n"),
          false,
          false,
          false,
          OptionalInt.empty(),
          OptionalInt.of(3),
          Optional.of("confidentiality"),
          false,
          true);

  @Test
  void rootOnAnOrdinaryMachineCanDoEverything() {
    assertThat(answers(new Machine(FRIENDLY, ROOT, false)))
        .extracting(Diagnosis::result)
        .allMatch(Supported.class::isInstance);
  }

  @Test
  void onAHostileMachineEveryCheckSaysNoOrNotKnown() {
    assertThat(answers(new Machine(HOSTILE, USER, true)))
        .extracting(Diagnosis::result)
        .noneMatch(Supported.class::isInstance);
  }

  @Test
  void anOrdinaryUserIsToldToBecomeRoot() {
    Machine machine = new Machine(FRIENDLY, USER, false);

    assertThat(answer("ptrace", machine)).isInstanceOf(CannotTell.class);
    assertThat(answer("yama", machine))
        .isInstanceOfSatisfying(Unsupported.class, u -> assertThat(u.whatToDo()).contains("sudo"));
    assertThat(answer("perf-events", machine))
        .isInstanceOfSatisfying(
            Unsupported.class, u -> assertThat(u.why()).contains("perf_event_paranoid is 3"));
  }

  @Test
  void rootOfAContainerIsToldWhichCapabilityIsHeldBack() {
    assertThat(answer("ptrace", new Machine(FRIENDLY, ROOT_OF_A_CONTAINER, false)))
        .isInstanceOfSatisfying(
            Unsupported.class, u -> assertThat(u.whatToDo()).contains("CAP_SYS_PTRACE"));
  }

  @Test
  void everyCheckHasAnIdOfItsOwn() {
    List<String> ids = HostChecks.LIST.stream().map(HostCheck::id).toList();

    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ToolCheck.LIST.stream().map(ToolCheck::program).toList())
        .doesNotContainAnyElementsOf(ids);
  }

  @Test
  void aToolIsKnownByItsVersion() {
    ToolCheck stap = new ToolCheck("stap", "systemtap", Set.of(Tracer.SYSTEMTAP));

    assertThat(
            stap.answer(
                new Subprocess.Finished(
                    0, "", false, "Systemtap translator/driver (version 4.8/0.188, Debian)")))
        .isEqualTo(new Supported("4.8"));
    assertThat(stap.answer(new Subprocess.NotStarted("no such file")))
        .isInstanceOfSatisfying(
            Unsupported.class, u -> assertThat(u.whatToDo()).contains("systemtap"));
    assertThat(stap.answer(new Subprocess.Finished(1, "?", false, "")))
        .isInstanceOf(CannotTell.class);
    assertThat(stap.answer(new Subprocess.TimedOut("", ""))).isInstanceOf(CannotTell.class);
  }

  @Test
  void whereTheKernelLoadsNoModulesNobodyIsToldToInstallSystemTap() {
    ToolCheck stap = new ToolCheck("stap", "systemtap", Set.of(Tracer.SYSTEMTAP));
    Check missing = stap.answer(new Subprocess.NotStarted("no such file"));
    KernelConfig noModules = KernelConfig.parse("# CONFIG_MODULES is not set\n");

    Check here = stap.onThis(new Machine(with(noModules), ROOT, false), missing);
    Check elsewhere = stap.onThis(new Machine(FRIENDLY, ROOT, false), missing);

    assertThat(here)
        .isInstanceOfSatisfying(Unsupported.class, u -> assertThat(u.whatToDo()).isEmpty());
    assertThat(elsewhere).isEqualTo(missing);
  }

  @Test
  void perfNeedsNoTracingFileSystem() {
    assertThat(answers(new Machine(HOSTILE, USER, true)))
        .filteredOn(d -> d.id().equals("tracefs"))
        .extracting(Diagnosis::neededBy)
        .containsExactly(Set.of(Tracer.BPFTRACE));
  }

  @Test
  void aBpftraceThatIsTooOldIsRefusedAndANewerOneTried() {
    ToolCheck bpftrace = new ToolCheck("bpftrace", "bpftrace", Set.of(Tracer.BPFTRACE));

    assertThat(bpftrace.answer(new Subprocess.Finished(0, "bpftrace v0.16.0", false, "")))
        .isInstanceOf(Unsupported.class);
    assertThat(bpftrace.answer(new Subprocess.Finished(0, "bpftrace v0.17.0", false, "")))
        .isEqualTo(new Supported("0.17"));
    assertThat(bpftrace.answer(new Subprocess.Finished(0, "bpftrace v0.31.2", false, "")))
        .isInstanceOf(CannotTell.class);
  }

  @Test
  void aVerdictNamesWhatIsInTheWay() {
    List<Diagnosis> diagnoses =
        List.of(
            diagnosis("good", new Supported(""), Tracer.WATCH, Tracer.PERF),
            diagnosis("doubt", new CannotTell("who knows"), Tracer.WATCH),
            diagnosis("bad", new Unsupported("no", ""), Tracer.PERF));

    assertThat(Verdict.of(Tracer.WATCH, diagnoses))
        .isEqualTo(new Verdict(Tracer.WATCH, List.of(), List.of("doubt")));
    assertThat(Verdict.of(Tracer.PERF, diagnoses).blockedBy()).containsExactly("bad");
    assertThat(Verdict.of(Tracer.PERF, diagnoses).isUsable()).isFalse();
    assertThat(Verdict.of(Tracer.BPFTRACE, diagnoses).isUsable()).isTrue();
  }

  private static KernelFeatures with(KernelConfig config) {
    return new KernelFeatures(
        FRIENDLY.release(),
        FRIENDLY.architecture(),
        config,
        true,
        true,
        true,
        FRIENDLY.perfEventParanoid(),
        FRIENDLY.yamaScope(),
        FRIENDLY.lockdown(),
        true,
        false);
  }

  private static Diagnosis diagnosis(String id, Check result, Tracer... neededBy) {
    return new Diagnosis(id, id, Optional.empty(), Set.of(neededBy), result);
  }

  private static List<Diagnosis> answers(Machine machine) {
    return HostChecks.LIST.stream().map(check -> check.ask(machine)).toList();
  }

  private static Check answer(String id, Machine machine) {
    return answers(machine).stream()
        .filter(d -> d.id().equals(id))
        .map(Diagnosis::result)
        .findFirst()
        .orElseThrow();
  }
}
