package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcCgroupTest {
  private static final String ID =
      "4f1a0c4fd1bb8d5b1f8bb0d1b6de3f3b8d0d1f6a6b0f1e2d3c4b5a69788796a5";

  @Test
  void containersOfEveryUsualKindAreFound() {
    String[] paths = {
      "/docker/" + ID,
      "/system.slice/docker-" + ID + ".scope",
      "/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + ID + ".scope",
      "/machine.slice/libpod-" + ID + ".scope/container",
    };
    for (String path : paths) {
      assertThat(ProcCgroup.parse("0::" + path + "\n").container()).contains(ID);
    }
    assertThat(ProcCgroup.parse("0::/lxc.payload.web1/ns").container()).contains("web1");
    assertThat(ProcCgroup.parse("0::/machine.slice/machine-web.scope").container())
        .contains("web.scope");
  }

  @Test
  void anOrdinaryServiceIsInNoContainer() {
    ProcCgroup cgroup = ProcCgroup.parse("9:name=systemd:/\n0::/system.slice/nginx.service\n");

    assertThat(cgroup.paths()).containsExactly("/", "/system.slice/nginx.service");
    assertThat(cgroup.container()).isEmpty();
  }

  @Test
  void otherLinesAreLeftOut() {
    assertThat(ProcCgroup.parse("\nnonsense\n1:2\n").paths()).isEmpty();
  }
}
