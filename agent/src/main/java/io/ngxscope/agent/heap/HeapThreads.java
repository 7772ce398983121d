package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.HeapLayout;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.os.RemoteMemory;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * All coroutines of a VM, found among the objects of a copy of its heap. The copy can be read as
 * memory of the process, of one instant as far as the worker stood still; not after {@link #close}.
 */
public final class HeapThreads implements AutoCloseable {
  private final Snapshotter.Copied copied;
  private final long[] threads;
  private final long torn;

  private HeapThreads(Snapshotter.Copied copied, long[] threads, long torn) {
    this.copied = copied;
    this.threads = threads;
    this.torn = torn;
  }

  /**
   * Copies the heap and finds them.
   *
   * @throws DiagnosticException if the heap is not laid out as known, too large, or gone
   */
  public static HeapThreads take(HeapTarget target, HeapOptions options) {
    HeapExaminer.requireKnownLayout(target);
    Snapshotter.Copied copied = new Snapshotter(target, options).take();
    boolean done = false;
    try {
      HeapCopy.Reader heap = copied.memory().reader();
      HeapRoots roots = copied.roots();
      CTypes ctypes = new CTypes(heap, roots.ctypes());
      ObjectSizes sizes = new ObjectSizes(heap, ctypes, roots.vm().layout().state().bytes());
      ObjectFinder finder =
          new ObjectFinder(copied.memory(), roots, new Edges(heap, roots), sizes, new Sightings());
      ObjectIndex objects = finder.find();
      LongStream.Builder threads = LongStream.builder();
      for (int i = 0; i < objects.count(); i++) {
        long at = heap.address(objects.unit(i));
        if (sizes.type(at) == HeapLayout.THREAD) {
          threads.add(at);
        }
      }
      done = true;
      return new HeapThreads(copied, threads.build().toArray(), finder.torn());
    } catch (OutOfMemoryError e) {
      throw HeapExaminer.tooMany(target);
    } finally {
      if (!done) {
        copied.close();
      }
    }
  }

  /** Their addresses, rising; the main thread is one of them. */
  public long[] threads() {
    return Arrays.copyOf(threads, threads.length);
  }

  /** Whether the worker did not run while it was copied. */
  public boolean exact() {
    return copied.exact();
  }

  /** Places of its lists that made no sense, since they changed while they were copied. */
  public long torn() {
    return torn;
  }

  /**
   * The copy as memory.
   *
   * @param others where to read what was not copied
   */
  public RemoteMemory memory(RemoteMemory others) {
    HeapCopy.Reader heap = copied.memory().reader();
    return (address, destination, length) -> {
      byte[] got = heap.has(address, length) ? heap.bytes(address, length) : new byte[0];
      if (got.length < length) {
        return others.read(address, destination, length);
      }
      System.arraycopy(got, 0, destination, 0, length);
      return length;
    };
  }

  /** Gives the copy back to the system. */
  @Override
  public void close() {
    copied.close();
  }
}
