package io.ngxscope.agent.stream;

import io.ngxscope.agent.luajit.CopiedThread;
import io.ngxscope.agent.luajit.CopiedThread.CopiedFrame;
import io.ngxscope.agent.model.StackSample;
import io.ngxscope.agent.stream.RawSample.Piece;
import io.ngxscope.agent.stream.RawSample.RawRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of one sample while they arrive. */
final class SampleParts {
  static final int FIELDS = 22;

  private static final int MAX_FRAMES = 1024;
  private static final int MAX_PIECES = 1024;
  private static final int MAX_KERNEL = 128;

  private final Numbers head;
  private final List<CopiedThread> threads = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Long> kernel = new ArrayList<>();
  private List<CopiedFrame> frames = new ArrayList<>();
  private long thread;
  private long pc;
  private long cframe;
  private int nextFrame;
  private boolean framesLost;
  private @Nullable Numbers request;
  private long[] uri = new long[0];

  SampleParts(Numbers head) {
    this.head = head;
  }

  long id() {
    return head.get(0);
  }

  /** A coroutine begins, or with thread 0 the last one has reached its end. */
  void thread(long nextThread, long nextPc, long nextCframe) {
    if (thread != 0) {
      threads.add(new CopiedThread(thread, pc, cframe, frames, true));
    }
    frames = new ArrayList<>();
    thread = nextThread;
    pc = nextPc;
    cframe = nextCframe;
  }

  /**
   * One frame.
   *
   * @param index its number; the end of a coroutine takes none
   */
  void frame(int index, CopiedFrame frame) {
    framesLost |= index != nextFrame;
    nextFrame = index + 1;
    if (thread != 0 && frames.size() < MAX_FRAMES) {
      frames.add(frame);
    }
  }

  void piece(long wordsFromStackPointer, long[] words) {
    if (pieces.size() < MAX_PIECES) {
      pieces.add(new Piece(head.get(6) + wordsFromStackPointer * Long.BYTES, words));
    }
  }

  void request(Numbers fields) {
    request = fields;
  }

  void uri(long[] words) {
    uri = words;
  }

  void kernel(long address) {
    if (kernel.size() < MAX_KERNEL) {
      kernel.add(address);
    }
  }

  /**
   * The sample.
   *
   * @param piecesSent how many pieces of the stack were sent
   */
  RawSample build(long piecesSent) {
    if (thread != 0) {
      threads.add(
          new CopiedThread(
              thread, pc, cframe, frames, false)); // torn, or deeper than what is walked
    }
    boolean whole = pieces.size() == piecesSent && !framesLost;
    return new RawSample(
        id(),
        head.get(1) == 0 ? StackSample.Kind.ON_CPU : StackSample.Kind.OFF_CPU,
        head.get(2),
        head.get(3),
        (int) head.get(4),
        new RawSample.Cpu(
            head.get(5),
            head.get(6),
            head.get(7),
            head.get(8),
            head.get(9),
            head.get(10),
            head.get(11),
            head.get(12),
            head.get(13),
            head.get(14),
            head.get(15)),
        new RawSample.Vm(
            head.get(16),
            (int) head.get(17),
            head.get(18),
            head.get(19),
            head.get(20),
            head.get(21)),
        threads,
        rawRequest(),
        pieces,
        kernel,
        whole);
  }

  private @Nullable RawRequest rawRequest() {
    Numbers r = request;
    if (r == null) {
      return null;
    }
    return new RawRequest(
        (int) r.get(1),
        r.get(2),
        text(uri, r.get(2)),
        r.get(3),
        text(new long[] {r.get(4)}, r.get(3)));
  }

  private static String text(long[] words, long length) {
    ByteBuffer bytes =
        ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      bytes.putLong(word);
    }
    int take = (int) Math.max(0, Math.min(length, bytes.capacity()));
    return new String(bytes.array(), 0, take, StandardCharsets.UTF_8);
  }
}
