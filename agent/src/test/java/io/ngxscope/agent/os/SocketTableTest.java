package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SocketTableTest {
  private static final String CONNECTED =
      "   3: 0100007F:C3F0 0200000A:0CEA 01 00000000:00000000 00:00000000 00000000    33        0"
          + " 98765 1 0000000000000000 20 4 30 10 -1";
  private static final String LISTENING =
      "   0: 00000000:07E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0"
          + " 104 1 0000000099846100 100 0 0 10 0";
  private static final String SIX =
      "   1: 000080FE00000000000000000100000A:1F90 B80D0120000000000000000001000000:01BB 01"
          + " 00000000:00000000 00:00000000 00000000     0        0 555 1 0 100 0 0 10 0";
  private static final String UNIX =
      "00000000c4fedbc1: 00000003 00000000 00000000 0001 03   100 /run/my app.sock";

  @Test
  void aConnectionIsNamedByItsTwoEnds() {
    assertThat(SocketTable.inode("tcp", CONNECTED)).isEqualTo("98765");
    assertThat(SocketTable.words("tcp", CONNECTED))
        .isEqualTo("tcp 127.0.0.1:50160 -> 10.0.0.2:3306");
  }

  @Test
  void aListeningSocketHasOneEnd() {
    assertThat(SocketTable.words("tcp", LISTENING)).isEqualTo("tcp 0.0.0.0:2024");
  }

  @Test
  void longAddressesStandInBrackets() {
    assertThat(SocketTable.words("tcp6", SIX))
        .isEqualTo("tcp [fe80:0:0:0:0:0:a00:1]:8080 -> [2001:db8:0:0:0:0:0:1]:443");
  }

  @Test
  void aUnixSocketIsNamedByItsPathIfItHasOne() {
    assertThat(SocketTable.inode("unix", UNIX)).isEqualTo("100");
    assertThat(SocketTable.words("unix", UNIX)).isEqualTo("unix /run/my app.sock");
    assertThat(SocketTable.words("unix", "c4: 3 0 0 0001 03 100")).isEqualTo("unix");
  }

  @Test
  void brokenLinesNameOnlyTheProtocol() {
    assertThat(SocketTable.inode("tcp", "")).isEmpty();
    assertThat(SocketTable.words("tcp", "")).isEqualTo("tcp");
    assertThat(SocketTable.words("tcp", "0: 01:2 zz:zz")).isEqualTo("tcp");
    assertThat(SocketTable.words("tcp", "0: " + "0".repeat(24) + ":1 0:0")).isEqualTo("tcp");
  }
}
