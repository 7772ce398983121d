package io.ngxscope.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CpuList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BpftraceCommandTest {
  private static final String TIMER = "profile:hz:9 { @x++; }\n";
  private static final String UPROBE = "uprobe:/lib/x.so:0x10 { @x++; }\n";

  @Test
  void theTracerLeadsAGroupDiesWithUsAndStaysAwayFromTheWorker() throws Exception {
    BpftraceCommand command = command(TIMER, "", new ToolVersion(0, 17));

    assertThat(String.join(" ", command.words()))
        .isEqualTo(
            "setsid setpriv --pdeathsig KILL nice -n 10 taskset -c 1,3 bpftrace -q -B line -k -p 42"
                + " -");
  }

  @Test
  void limitsHaveTheNamesOfTheVersion() throws Exception {
    String tuning = "// @tuning map_keys=99 ring_pages=8 string_bytes=200";

    assertThat(command(TIMER, tuning, new ToolVersion(0, 17)).environment())
        .containsEntry("BPFTRACE_MAP_KEYS_MAX", "99")
        .containsEntry("BPFTRACE_STRLEN", "200")
        .containsEntry("BPFTRACE_PERF_RB_PAGES", "8");
    assertThat(command(TIMER, tuning, new ToolVersion(0, 23)).environment())
        .containsEntry("BPFTRACE_MAX_MAP_KEYS", "99")
        .containsEntry("BPFTRACE_MAX_STRLEN", "200")
        .doesNotContainKey("BPFTRACE_STRLEN");
  }

  @Test
  void fullMapsAreAskedForWhereTheyAreNotToldAnyway() throws Exception {
    assertThat(command(TIMER, "", new ToolVersion(0, 22)).words()).contains("-k", "-p");
    assertThat(command(TIMER, "", new ToolVersion(0, 23)).words())
        .contains("-p")
        .doesNotContain("-k");
  }

  @Test
  void newVersionsWouldNotSeeSwitchesToTheWorkerIfToldItsNumber() throws Exception {
    ToolVersion version = new ToolVersion(0, 25);

    assertThat(command(TIMER, "", version).words()).doesNotContain("-p", "-k");
    assertThat(command(UPROBE, "// @tuning unsafe", version).words()).contains("-p", "--unsafe");
  }

  private static BpftraceCommand command(String body, String tuning, ToolVersion version)
      throws Exception {
    ProbeSpec spec =
        ProbeSpec.parse(
            "x.bt",
            "// @name x\n// @backend bpftrace\n// @output X\n" + tuning + "\n" + body,
            name -> Optional.empty());
    return BpftraceCommand.of(spec, new Pid(42), CpuList.parse("1,3"), version);
  }
}
