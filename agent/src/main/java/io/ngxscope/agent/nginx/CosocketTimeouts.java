package io.ngxscope.agent.nginx;

import io.ngxscope.agent.os.RemoteMemory;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The timeouts of ngx_lua's TCP sockets: three words in a row for read, send and connect, in
 * milliseconds. Where they lie is learnt from sockets whose timers run: a word can be the timeout
 * only if the timer was set by it not before and not after it could have been. Learnt from several
 * sockets, the place that fits all of them is taken.
 */
public final class CosocketTimeouts {
  private static final int FIRST = 8;
  private static final int WORDS = 48;
  private static final long MAX_MILLIS = 1L << 31;

  /**
   * A clock that is read once in an iteration, and timers that are not moved for less than this.
   */
  private static final long SLACK_MILLIS = 1000;

  private final RemoteMemory memory;
  private final int[] fits = new int[WORDS];
  private int seen;

  /** Knows nothing yet. */
  public CosocketTimeouts(RemoteMemory memory) {
    this.memory = memory;
  }

  /**
   * Learns from a socket whose read timer runs.
   *
   * @param left milliseconds until it is due; may be negative
   */
  public void learn(Cosocket socket, long left) {
    ByteBuffer words = memory.read(socket.address(), (WORDS + 2) * Long.BYTES);
    if (!words.hasRemaining()) {
      return;
    }
    seen++;
    for (int i = FIRST; i < WORDS; i++) {
      boolean three =
          isTimeout(words.getLong(i * 8))
              && isTimeout(words.getLong(i * 8 + 8))
              && isTimeout(words.getLong(i * 8 + 16));
      fits[i] += three && left <= words.getLong(i * 8) + SLACK_MILLIS ? 1 : 0;
    }
  }

  private static boolean isTimeout(long millis) {
    return millis > 0 && millis < MAX_MILLIS;
  }

  /** What a timeout is for, in the order of the words. */
  public enum Kind {
    /** Receiving. */
    READ(0),
    /** Sending. */
    SEND(1),
    /** Connecting. */
    CONNECT(2);

    private final long word;

    Kind(long word) {
      this.word = word;
    }
  }

  /** A timeout of a socket in milliseconds; empty if where they lie is not known, or ambiguous. */
  public OptionalLong millis(Cosocket socket, Kind kind) {
    int[] all =
        seen == 0
            ? new int[0]
            : IntStream.range(FIRST, WORDS).filter(i -> fits[i] == seen).toArray();
    if (all.length != 1) {
      return OptionalLong.empty();
    }
    long at = socket.address() + (all[0] + kind.word) * Long.BYTES;
    long millis = memory.readLong(at);
    return isTimeout(millis) ? OptionalLong.of(millis) : OptionalLong.empty();
  }
}
