package io.ngxscope.cli.daemon;

import io.ngxscope.agent.model.DiagnosticException.NoPermission;
import io.ngxscope.agent.model.DiagnosticException.Usage;
import io.ngxscope.cli.daemon.AgentLog.Field;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * A socket for orders: one line in, one line out. Orders of others than root, the agent's own user
 * and the members of a group are refused.
 */
public final class ControlSocket implements AutoCloseable {
  private static final String OWNER = "rw-------";
  private static final String OWNER_AND_GROUP = "rw-rw----";

  private final Path path;
  private final ServerSocketChannel server;
  private final PeerRule peers;
  private final AgentLog log;
  private final UnaryOperator<String> orders;
  private final Thread thread = new Thread(this::serve, "ngxscope-control");

  private ControlSocket(
      Path path,
      ServerSocketChannel server,
      PeerRule peers,
      AgentLog log,
      UnaryOperator<String> orders) {
    this.path = path;
    this.server = server;
    this.peers = peers;
    this.log = log;
    this.orders = orders;
  }

  /**
   * Listens.
   *
   * @param path where; what a killed agent left there is replaced
   * @param group whose members may give orders too; empty for none
   * @param orders answers a line by a line
   * @throws Usage if somebody listens there already, or something else is there
   * @throws NoPermission if it cannot be made there
   */
  public static ControlSocket listen(
      Path path, String group, AgentLog log, UnaryOperator<String> orders) {
    removeStale(path);
    try {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      restrict(path, group);
      ControlSocket socket = new ControlSocket(path, server, PeerRule.of(group), log, orders);
      socket.thread.setDaemon(true);
      socket.thread.start();
      return socket;
    } catch (IOException e) {
      throw new NoPermission(
          "the socket " + path + " cannot be made: " + e.getMessage(),
          "name a place that may be written: --control FILE; and a --control-group that exists");
    }
  }

  /** Between bind and this, what counts is whom the kernel says the peer is. */
  private static void restrict(Path path, String group) throws IOException {
    if (!group.isEmpty()) {
      GroupPrincipal principal =
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group);
      Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setGroup(principal);
    }
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(group.isEmpty() ? OWNER : OWNER_AND_GROUP));
  }

  private static void removeStale(Path path) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      boolean socket =
          (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) >> 12 == 014;
      if (!socket) {
        throw new Usage(path + " is there, and is no socket", "name another --control FILE");
      }
      try (SocketChannel other = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        throw new Usage(
            "another agent listens at " + path + (other.isOpen() ? "" : " (closing)"),
            "end it, or name another --control FILE");
      } catch (IOException e) {
        Files.delete(path); // nobody listens any more
      }
    } catch (IOException e) {
      throw new NoPermission(
          path + " cannot be replaced: " + e.getMessage(), "remove it, or name another --control");
    }
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        answer(client);
      } catch (IOException e) {
        if (server.isOpen()) {
          log.warn("control_failed", Field.of("why", e.getMessage()));
        }
      }
    }
  }

  private void answer(SocketChannel client) throws IOException {
    UnixDomainPrincipal peer = client.getOption(ExtendedSocketOptions.SO_PEERCRED);
    if (!peers.allows(peer.user().getName(), peer.group().getName())) {
      log.warn("control_refused", Field.of("user", peer.user().getName()));
      say(client, "{\"error\":\"you may not\"}");
      return;
    }
    String line = OrderLine.read(client);
    log.info("control", Field.of("user", peer.user().getName()), Field.of("order", line));
    say(client, orders.apply(line));
  }

  private static void say(SocketChannel client, String line) throws IOException {
    client.configureBlocking(false); // whoever does not read gets less
    client.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      log.warn("control_failed", Field.of("why", e.getMessage()));
    }
  }
}
