package io.ngxscope.agent.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLocationTest {
  private static final ConfigLocation BUILT_IN =
      new ConfigLocation("/usr/share/nginx", "/etc/nginx/nginx.conf", true);

  @Test
  void optionsAreReadFromArgumentsAndFromAMastersTitle() {
    ConfigLocation expected = new ConfigLocation("/srv/a", "conf/a.conf", false);

    assertThat(ConfigLocation.of(List.of("nginx", "-p", "/srv/a", "-cconf/a.conf"), BUILT_IN))
        .isEqualTo(expected);
    assertThat(
            ConfigLocation.of(
                List.of("nginx: master process nginx -p /srv/a -c conf/a.conf"), BUILT_IN))
        .isEqualTo(expected);
    assertThat(expected.words()).isEqualTo("/srv/a/conf/a.conf");
  }

  @Test
  void whatIsNotGivenIsBuiltIn() {
    assertThat(ConfigLocation.of(List.of("nginx", "-g", "daemon off;"), BUILT_IN))
        .isEqualTo(BUILT_IN);
    assertThat(BUILT_IN.words()).isEqualTo("/etc/nginx/nginx.conf");
    assertThat(ConfigLocation.UNKNOWN.words()).isEmpty();
  }

  @Test
  void anOptionWithoutItsValueIsIgnored() {
    assertThat(ConfigLocation.of(List.of("nginx", "-c"), BUILT_IN)).isEqualTo(BUILT_IN);
  }

  @Test
  void theBuiltInOnesAreFoundInsideTheExecutable(@TempDir Path folder) throws Exception {
    Path exe = folder.resolve("nginx");
    String text =
        "conf configure arguments: --with-x='-g -O2' --prefix=/opt/n --conf-path=/etc/n.c";
    String before = "\177ELF\0c".repeat(20_000);
    Files.write(exe, (before + text + "\0--prefix=/no").getBytes(StandardCharsets.ISO_8859_1));

    assertThat(BuiltInConfig.read(exe)).isEqualTo(new ConfigLocation("/opt/n", "/etc/n.c", true));
    assertThat(BuiltInConfig.read(folder)).isEqualTo(ConfigLocation.UNKNOWN);
  }

  @Test
  void anExecutableBuiltWithoutOptionsHasTheUsualOnes() {
    assertThat(BuiltInConfig.parse(" --with-threads"))
        .isEqualTo(new ConfigLocation("/usr/local/nginx", "conf/nginx.conf", true));
  }
}
