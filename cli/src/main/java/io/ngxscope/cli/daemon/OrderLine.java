package io.ngxscope.cli.daemon;

import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One line over a socket; whoever is slow is not waited for. */
public final class OrderLine {
  private static final int MAX_ORDER = 1_024;
  private static final int MAX_ANSWER = 1 << 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private OrderLine() {}

  /** Reads the line of a client. */
  static String read(SocketChannel channel) throws IOException {
    return read(channel, MAX_ORDER);
  }

  /**
   * Gives an order to the agent that listens there.
   *
   * @return its answer
   * @throws NoTarget if none does
   */
  public static String send(Path socket, String order) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.UTF_8)));
      return read(channel, MAX_ANSWER);
    } catch (IOException e) {
      throw new NoTarget(
          "no agent answers at " + socket + ": " + e.getMessage(),
          "start one with --control " + socket + "; only root and its group may ask");
    }
  }

  private static String read(SocketChannel channel, int max) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    ByteBuffer buffer = ByteBuffer.allocate(max);
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      while (buffer.hasRemaining() && System.nanoTime() < end && !isComplete(buffer)) {
        selector.select(100);
        selector.selectedKeys().clear();
        if (channel.read(buffer) < 0) {
          break;
        }
      }
    }
    String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    return text.lines().findFirst().orElse("");
  }

  private static boolean isComplete(ByteBuffer buffer) {
    return buffer.position() > 0 && buffer.get(buffer.position() - 1) == '\n';
  }
}
