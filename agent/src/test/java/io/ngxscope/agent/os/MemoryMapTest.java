package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryMapTest {
  @Test
  void aMappedFileKeepsItsOffsetInodeAndPath() {
    MemoryMap map =
        one("7f5e0a1b2000-7f5e0a1c4000 r-xp 00006000 08:01 131090 /usr/lib/a folder/liba.so");

    assertThat(map)
        .isEqualTo(
            new MemoryMap(
                0x7f5e0a1b2000L,
                0x7f5e0a1c4000L,
                "r-xp",
                0x6000,
                131090,
                "/usr/lib/a folder/liba.so"));
    assertThat(map.isFile()).isTrue();
    assertThat(map.isExecutable()).isTrue();
    assertThat(map.isWritable()).isFalse();
    assertThat(map.size()).isEqualTo(0x12000);
  }

  @Test
  void aDeletedFileIsKnownByItsMark() {
    MemoryMap map = one("1000-2000 r-xp 00000000 08:01 7 /usr/sbin/nginx (deleted)");

    assertThat(map.isDeleted()).isTrue();
    assertThat(map.filePath()).isEqualTo("/usr/sbin/nginx");
  }

  @Test
  void aLineEndInANameIsUnescaped() {
    assertThat(one("1000-2000 r--p 00000000 08:01 7 /tmp/a\\012b").path()).isEqualTo("/tmp/a\nb");
  }

  @Test
  void memoryWithoutAFileIsAnonymousUnlessTheKernelNamesIt() {
    assertThat(one("1000-2000 rw-p 00000000 00:00 0 ").isAnonymous()).isTrue();
    assertThat(one("1000-2000 rw-p 00000000 00:00 0").isAnonymous()).isTrue();
    assertThat(one("1000-2000 rw-p 00000000 00:00 0 [anon:lua]").isAnonymous()).isTrue();
    assertThat(one("1000-2000 rw-p 00000000 00:0e 5 //anon").isFile()).isFalse();
    for (String name : List.of("[heap]", "[stack]", "[vdso]")) {
      MemoryMap map = one("1000-2000 rw-p 00000000 00:00 0    " + name);
      assertThat(map.path()).isEqualTo(name);
      assertThat(map.isAnonymous()).isFalse();
      assertThat(map.isFile()).isFalse();
    }
  }

  @Test
  void theUpperHalfOfTheAddressSpaceIsUnsigned() {
    MemoryMap map = one("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]");

    assertThat(map.contains(0xffffffffff600800L)).isTrue();
    assertThat(map.contains(0xffffffffff601000L)).isFalse();
  }

  @Test
  void linesThatTheKernelWouldNotWriteAreLeftOut() {
    List<String> lines =
        List.of(
            "",
            "nonsense",
            "1000 r-xp 0 0 0",
            "2000-1000 r-xp 00000000 08:01 7 /a",
            "1000-1000 r-xp 00000000 08:01 7 /a",
            "1000-2000 r-xpq 00000000 08:01 7 /a",
            "1000-2000 r-xp zz 08:01 7 /a",
            "-2000 r-xp 00000000 08:01 7 /a",
            "1000-2000 r-xp 00000000 08:01 99999999999999999999999 /a");

    assertThat(MemoryMap.parse(lines)).isEmpty();
  }

  private static MemoryMap one(String line) {
    List<MemoryMap> maps = MemoryMap.parse(List.of(line));
    assertThat(maps).hasSize(1);
    return maps.get(0);
  }
}
