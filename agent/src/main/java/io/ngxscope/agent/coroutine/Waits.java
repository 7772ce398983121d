package io.ngxscope.agent.coroutine;

import io.ngxscope.agent.luajit.SuspendedThread;
import io.ngxscope.agent.model.WaitsFor;
import io.ngxscope.agent.nginx.Cosocket;
import io.ngxscope.agent.nginx.CosocketReader;
import io.ngxscope.agent.nginx.CosocketTimeouts;
import io.ngxscope.agent.nginx.EventTimer;
import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How long coroutines have waited. nginx does not note when a wait began, but for many it has a
 * timer that says when it ends at the latest, and the time that was allowed is known: the argument
 * of {@code ngx.sleep} is still on the Lua stack, a socket's timeouts lie in its structure.
 */
final class Waits {
  /** Words of {@code ngx_http_lua_co_ctx_t} among which its event is looked for. */
  private static final int CONTEXT_WORDS = 40;

  private static final long NOT_KNOWN = -1;

  /** Longer waits are mistakes of ours. */
  private static final long MAX_MILLIS = 1L << 40;

  private final RemoteMemory memory;
  private final CosocketReader sockets;
  private final CosocketTimeouts timeouts;
  private final long now;

  /**
   * Readies one worker.
   *
   * @param now the present on the clock of {@code ngx_current_msec}
   */
  Waits(RemoteMemory memory, long now) {
    this.memory = memory;
    this.sockets = new CosocketReader(memory);
    this.timeouts = new CosocketTimeouts(memory);
    this.now = now;
  }

  /** The socket that a coroutine waits for: {@code data}, the first word of its context. */
  Optional<Cosocket> socket(SuspendedThread thread) {
    return thread.context() == 0
        ? Optional.empty()
        : sockets.read(memory.readLong(thread.context()), thread.request());
  }

  /** Learns where timeouts lie; to be shown all sockets before any is asked about. */
  void learn(Cosocket socket) {
    socket.readDue().ifPresent(due -> timeouts.learn(socket, due - now));
  }

  /** For how long a coroutine has waited, in microseconds, -1 if that is not known. */
  long micros(SuspendedThread thread, WaitsFor waitsFor, @Nullable Cosocket socket) {
    long millis =
        switch (waitsFor) {
          case SLEEP -> sinceTimer(thread, thread.argument());
          case SEMAPHORE -> sinceTimer(thread, thread.callerArgument());
          case COSOCKET_READ, CLIENT_READ ->
              since(socket, CosocketTimeouts.Kind.READ, socket == null ? null : socket.readDue());
          case COSOCKET_WRITE, CLIENT_WRITE ->
              since(socket, CosocketTimeouts.Kind.SEND, socket == null ? null : socket.writeDue());
          case COSOCKET_CONNECT ->
              since(
                  socket, CosocketTimeouts.Kind.CONNECT, socket == null ? null : socket.writeDue());
          default -> NOT_KNOWN;
        };
    return millis == NOT_KNOWN ? NOT_KNOWN : millis * 1000;
  }

  private long since(
      @Nullable Cosocket socket, CosocketTimeouts.Kind kind, @Nullable OptionalLong due) {
    if (socket == null || due == null || due.isEmpty()) {
      return NOT_KNOWN;
    }
    OptionalLong allowed = timeouts.millis(socket, kind);
    return allowed.isEmpty() ? NOT_KNOWN : checked(allowed.getAsLong() - (due.getAsLong() - now));
  }

  /**
   * By the event in the context of the coroutine.
   *
   * @param seconds for how long it was set
   */
  private long sinceTimer(SuspendedThread thread, double seconds) {
    if (!(seconds >= 0 && seconds < 1e9) || thread.context() == 0) {
      return NOT_KNOWN;
    }
    ByteBuffer words = memory.read(thread.context(), CONTEXT_WORDS * Long.BYTES);
    for (int at = 0; at + EventTimer.BYTES <= words.limit(); at += Long.BYTES) {
      if (words.getLong(at) == thread.context()) {
        OptionalLong due = EventTimer.due(memory, thread.context() + at, thread.context());
        if (due.isPresent()) {
          return checked((long) (seconds * 1000) - (due.getAsLong() - now));
        }
      }
    }
    return NOT_KNOWN;
  }

  /**
   * nginx's clock is read once in an iteration, so that a wait can seem to begin a little later.
   */
  private static long checked(long millis) {
    return millis < -1000 || millis > MAX_MILLIS ? NOT_KNOWN : Math.max(0, millis);
  }
}
