package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.os.KernelConfig.Setting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelFeaturesTest {
  @TempDir Path root;

  @Test
  void aDistributionKernelIsRead() throws Exception {
    write("proc/sys/kernel/osrelease", "6.1.0-28-amd64\n");
    write("boot/config-6.1.0-28-amd64", "CONFIG_MODULES=y\nCONFIG_UPROBES=y\n");
    write("proc/sys/kernel/perf_event_paranoid", "3\n");
    write("proc/sys/kernel/yama/ptrace_scope", "1\n");
    write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    write("sys/kernel/tracing/available_events", "");
    write("sys/kernel/btf/vmlinux", "");
    write("sys/bus/event_source/devices/uprobe/type", "7\n");
    write("proc/self/schedstat", "1 2 3\n");

    KernelFeatures kernel = KernelFeatures.read(root, "amd64");

    assertThat(kernel.release()).isEqualTo("6.1.0-28-amd64");
    assertThat(kernel.config().get("CONFIG_MODULES")).isEqualTo(Setting.YES);
    assertThat(kernel.perfEventParanoid()).hasValue(3);
    assertThat(kernel.yamaScope()).hasValue(1);
    assertThat(kernel.lockdown()).contains("integrity");
    assertThat(kernel.tracefs()).isTrue();
    assertThat(kernel.btf()).isTrue();
    assertThat(kernel.uprobes()).isTrue();
    assertThat(kernel.schedstat()).isTrue();
  }

  @Test
  void whatIsNotThereIsNotThere() {
    KernelFeatures kernel = KernelFeatures.read(root, "aarch64");

    assertThat(kernel.release()).isEmpty();
    assertThat(kernel.config().get("CONFIG_MODULES")).isEqualTo(Setting.UNKNOWN);
    assertThat(kernel.perfEventParanoid()).isEmpty();
    assertThat(kernel.yamaScope()).isEmpty();
    assertThat(kernel.lockdown()).isEmpty();
    assertThat(kernel.tracefs()).isFalse();
    assertThat(kernel.ownPidNamespace()).isFalse();
  }

  @Test
  void aContainersPidNamespaceIsNotTheFirst() throws Exception {
    Files.createDirectories(root.resolve("proc/self/ns"));
    Path link = root.resolve("proc/self/ns/pid");
    Files.createSymbolicLink(link, Path.of("pid:[4026532177]"));

    assertThat(KernelFeatures.read(root, "amd64").ownPidNamespace()).isTrue();
    Files.delete(link);
  }

  @Test
  void theKernelsOwnConfigurationIsCompressed() throws Exception {
    Files.createDirectories(root.resolve("proc"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(root.resolve("proc/config.gz")))) {
      out.write("# CONFIG_MODULES is not set\nCONFIG_HZ=250\nCONFIG_X=m\n".getBytes(ascii()));
    }

    KernelConfig config = KernelConfig.read(root, "1");

    assertThat(config.get("CONFIG_MODULES")).isEqualTo(Setting.NO);
    assertThat(config.get("CONFIG_X")).isEqualTo(Setting.MODULE);
    assertThat(config.get("CONFIG_HZ")).isEqualTo(Setting.YES);
  }

  private static java.nio.charset.Charset ascii() {
    return StandardCharsets.US_ASCII;
  }

  private void write(String name, String content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
