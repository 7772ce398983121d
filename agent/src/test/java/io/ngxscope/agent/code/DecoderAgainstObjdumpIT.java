package io.ngxscope.agent.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ngxscope.agent.os.ElfFile;
import io.ngxscope.agent.os.Fde;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every instruction of whole installed binaries: same length and class as objdump says. */
class DecoderAgainstObjdumpIT {
  private static final int ENOUGH = 20;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/usr/sbin/nginx",
        "/usr/lib/nginx/modules/ngx_http_lua_module.so",
        "/usr/lib/x86_64-linux-gnu/libluajit-5.1.so.2",
        "/usr/lib/x86_64-linux-gnu/libc.so.6",
        "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
        "/usr/lib/x86_64-linux-gnu/libm.so.6",
        "/usr/lib/x86_64-linux-gnu/libpcre.so.3"
      })
  void lengthAndClassAreThoseOfObjdump(String path) throws Exception {
    Path file = Path.of(path);
    assumeTrue(Files.exists(file), path + " is not installed");
    assumeTrue(Files.exists(Path.of("/usr/bin/objdump")), "objdump is not installed");
    ElfFile elf = ElfFile.read(file.toRealPath());
    List<String> differences = new ArrayList<>();

    int compared = compare(elf, file, differences);

    assertThat(differences).isEmpty();
    assertThat(compared).isGreaterThan(1000);
  }

  private static int compare(ElfFile elf, Path file, List<String> differences) throws Exception {
    Process objdump =
        new ProcessBuilder("objdump", "-d", "-z", "-w", file.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    int compared = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(objdump.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        ObjdumpLine expected = ObjdumpLine.parse(line);
        if (expected != null && isCode(elf, expected) && differences.size() < ENOUGH) {
          compared++;
          String difference = expected.difference(decode(elf, expected.address()));
          if (!difference.isEmpty()) {
            differences.add(line + " => " + difference);
          }
        }
      }
    }
    assertThat(objdump.waitFor()).isZero();
    return compared;
  }

  /**
   * libcrypto's assembly keeps tables between its functions, which objdump shows as if they were
   * code: there only what an unwind entry covers counts.
   */
  private static boolean isCode(ElfFile elf, ObjdumpLine line) throws IOException {
    if (elf.soname() == null || !elf.soname().startsWith("libcrypto")) {
      return true;
    }
    Fde function = elf.ehFrame().find(line.address());
    return function != null && line.address() + line.length() <= function.end();
  }

  private static Instruction decode(ElfFile elf, long address) throws IOException {
    ByteBuffer code = elf.bytesAt(address, 16);
    return InstructionDecoder.decode(code, 0, address);
  }
}
