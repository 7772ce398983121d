package io.ngxscope.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.ngxscope.agent.model.Pid;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProcFdTest {
  @Test
  void linksTellWhatIsBehindADescriptor() {
    assertThat(ProcFd.parse("/var/log/x (deleted)"))
        .isEqualTo(new ProcFd.File("/var/log/x (deleted)"));
    assertThat(ProcFd.parse("socket:[104]")).isEqualTo(new ProcFd.Socket(104));
    assertThat(ProcFd.parse("pipe:[16625]")).isEqualTo(new ProcFd.Pipe(16625));
    assertThat(ProcFd.parse("anon_inode:[eventpoll]")).isEqualTo(new ProcFd.Anonymous("eventpoll"));
    assertThat(ProcFd.parse("anon_inode:inotify")).isEqualTo(new ProcFd.Anonymous("inotify"));
  }

  @Test
  void whatOnlyLooksLikeASocketIsAFile() {
    assertThat(ProcFd.parse("socket:[99999999999999999999]")).isInstanceOf(ProcFd.File.class);
    assertThat(ProcFd.parse("/tmp/socket:[1]")).isInstanceOf(ProcFd.File.class);
  }

  @Test
  void aConnectedSocketOfThisProcessIsNamedByItsTwoEnds() throws Exception {
    Pid self = new Pid((int) ProcessHandle.current().pid());
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      String ends =
          "tcp 127.0.0.1:" + client.getLocalPort() + " -> 127.0.0.1:" + server.getLocalPort();

      assertThat(wordsOfAllDescriptors(self)).anyMatch(words -> words.endsWith(ends.substring(4)));
    }
  }

  private static List<String> wordsOfAllDescriptors(Pid pid) throws Exception {
    try (Stream<Path> entries = Files.list(ProcFs.LIVE.path(pid, "fd"))) {
      return entries
          .map(e -> ProcFd.words(pid, Integer.parseInt(e.getFileName().toString())))
          .map(words -> words.replace("[::ffff:", "").replace("]", ""))
          .toList();
    }
  }
}
