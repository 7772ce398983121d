package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the reader says about installed objects is what readelf says about them. */
class ElfFileIT {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final Path LIBC = Path.of("/lib/x86_64-linux-gnu/libc.so.6");

  @Test
  void buildIdSonameAndEntryAreThoseThatReadelfShows() throws Exception {
    for (Path file : objects()) {
      ElfFile elf = ElfFile.read(file);
      String notes = run("readelf", "-W", "-n", "-h", "-d", file.toString());

      assertThat(notes).contains("Build ID: " + elf.buildId());
      assertThat(notes).contains("0x" + Long.toHexString(elf.entryPoint()));
      elf.needed().forEach(name -> assertThat(notes).contains("Shared library: [" + name + "]"));
      if (elf.soname() != null) {
        assertThat(notes).contains("Library soname: [" + elf.soname() + "]");
      }
    }
  }

  @Test
  void everyExportedSymbolHasTheAddressSizeAndVersionThatReadelfShows() throws Exception {
    for (Path file : objects()) {
      ElfFile elf = ElfFile.read(file);
      List<String> expected = new ArrayList<>();
      for (String line : run("readelf", "-W", "--dyn-syms", file.toString()).split("\n")) {
        String[] f = line.trim().split("\\s+");
        if (f.length >= 8 && f[0].endsWith(":") && f[6].matches("\\d+")) {
          long size = f[2].startsWith("0x") ? Long.decode(f[2]) : Long.parseLong(f[2]);
          expected.add(Long.parseUnsignedLong(f[1], 16) + " " + size + " " + f[7]);
        }
      }

      List<String> found =
          elf.exportedSymbols().definitions().stream()
              .map(s -> s.address() + " " + s.size() + " " + versioned(s))
              .toList();

      assertThat(found).isNotEmpty().containsExactlyElementsOf(expected);
    }
  }

  @Test
  void aFileWithoutSectionHeadersTellsTheSame() throws Exception {
    for (Path file : objects()) {
      byte[] bytes = Files.readAllBytes(file);
      ElfFile whole = ElfFile.read(ByteBuffer.wrap(bytes.clone()));
      ByteBuffer.wrap(bytes).putLong(40, 0).putShort(60, (short) 0);

      ElfFile bare = ElfFile.read(ByteBuffer.wrap(bytes));

      assertThat(bare.sections()).isEmpty();
      assertThat(bare.buildId()).isEqualTo(whole.buildId());
      assertThat(bare.exportedSymbols().definitions())
          .isEqualTo(whole.exportedSymbols().definitions());
      assertThat(bare.ehFrame().size()).isEqualTo(whole.ehFrame().size()).isPositive();
    }
  }

  @Test
  void aStrippedNginxNamesItsExportedFunctionsAndNothingElse() throws Exception {
    assumeTrue(Files.exists(NGINX), "nginx is not installed");
    ElfFile nginx = ElfFile.read(NGINX);
    ElfSymbol symbol = nginx.exportedSymbols().find("ngx_process_events_and_timers");
    assertThat(symbol).isNotNull();

    assertThat(nginx.exportedFunctionAt(symbol.address() + 5)).isEqualTo(symbol);
    assertThat(nginx.exportedFunctionAt(symbol.address() + symbol.size() - 1)).isEqualTo(symbol);
    assertThat(nginx.exportedFunctionAt(symbol.address() + symbol.size())).isNotEqualTo(symbol);
    assertThat(nginx.toAddress(nginx.toOffset(symbol.address()))).isEqualTo(symbol.address());
    assertThat(nginx.ehFrame().isFunctionStart(symbol.address())).isTrue();
    assertThat(nginx.ehFrame().functionEnd(symbol.address()))
        .isEqualTo(symbol.address() + symbol.size());
  }

  @Test
  void everyUnwindEntryOfInstalledObjectsCanBeRead() throws Exception {
    for (Path file : objects()) {
      EhFrame ehFrame = ElfFile.read(file).ehFrame();
      for (int i = 0; i < ehFrame.size(); i++) {
        assertThat(ehFrame.entry(i).end()).isGreaterThan(ehFrame.start(i));
      }
    }
  }

  private static List<Path> objects() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path p :
        List.of(
            NGINX,
            LIBC,
            Path.of("/usr/lib/x86_64-linux-gnu/libluajit-5.1.so.2"),
            Path.of("/usr/lib/nginx/modules/ngx_http_lua_module.so"))) {
      if (Files.exists(p)) {
        found.add(p.toRealPath());
      }
    }
    assumeTrue(!found.isEmpty(), "none of the objects is installed");
    assumeTrue(Files.exists(Path.of("/usr/bin/readelf")), "readelf is not installed");
    return found;
  }

  private static String versioned(ElfSymbol s) {
    if (s.version() == null) {
      return s.name();
    }
    return s.name() + (s.defaultVersion() ? "@@" : "@") + s.version();
  }

  private static String run(String... command) throws Exception {
    Process p = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out =
        new String(p.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(p.waitFor()).isZero();
    return out;
  }
}
