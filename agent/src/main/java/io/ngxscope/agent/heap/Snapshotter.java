package io.ngxscope.agent.heap;

import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.os.AddressRange;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcSchedStat;
import io.ngxscope.agent.os.ProcSyscall;
import io.ngxscope.agent.os.jna.MemorySlab;
import io.ngxscope.agent.os.jna.Ptrace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a copy of a heap. By default the worker is not stopped, nor does it notice. With a pause it
 * is copied twice: while it runs, so that memory is at hand and warm, and while it stands still.
 */
final class Snapshotter {
  private final HeapTarget target;
  private final HeapOptions options;

  Snapshotter(HeapTarget target, HeapOptions options) {
    this.target = target;
    this.options = options;
  }

  /**
   * A copy, and from where its objects can be found.
   *
   * @param roots read before
   * @param memory the copy; to be closed
   * @param exact whether the worker did not run while it was made
   * @param copyMicros how long it took, in microseconds
   * @param stopMicros how long the worker stood still
   */
  record Copied(HeapRoots roots, HeapCopy memory, boolean exact, long copyMicros, long stopMicros)
      implements AutoCloseable {
    @Override
    public void close() {
      memory.close();
    }
  }

  /**
   * Copies.
   *
   * @throws DiagnosticException if the worker is gone, or its heap larger than allowed
   */
  Copied take() {
    HeapCopier copier = new HeapCopier(target.pid(), target.pages(), options.maxBytes());
    List<AddressRange> ranges = copier.ranges(target.maps().get(), target.vm().mainThread());
    List<MemorySlab> slabs = HeapCopier.slabs(ranges);
    boolean done = false;
    try {
      Copied copied =
          options.pause() && target.runs()
              ? paused(copier, ranges, slabs)
              : running(copier, ranges, slabs);
      done = true;
      return copied;
    } finally {
      if (!done) {
        slabs.forEach(MemorySlab::close);
      }
    }
  }

  private Copied running(HeapCopier copier, List<AddressRange> ranges, List<MemorySlab> slabs) {
    Stillness before = target.runs() ? Stillness.of(target) : null;
    HeapRoots roots = roots();
    long begin = System.nanoTime();
    requireSome(copier.copy(ranges, slabs, roots.stringTable()));
    long micros = (System.nanoTime() - begin) / 1000;
    boolean exact = !target.runs() || (before != null && before.equals(Stillness.of(target)));
    return new Copied(roots, new HeapCopy(ranges, slabs), exact, micros, 0);
  }

  private Copied paused(HeapCopier copier, List<AddressRange> ranges, List<MemorySlab> slabs) {
    long begin = System.nanoTime();
    requireSome(copier.copy(ranges, slabs, new AddressRange(0, 0)));
    List<HeapRoots> roots = new ArrayList<>();
    List<AddressRange> added = new ArrayList<>(); // taken since the first copy
    List<MemorySlab> addedSlabs = new ArrayList<>();
    Ptrace ptrace = new Ptrace();
    ptrace.rehearse();
    Ptrace.WhileStopped again =
        registers -> {
          roots.add(roots());
          added.addAll(copier.ranges(target.maps().get(), target.vm().mainThread(), ranges));
          addedSlabs.addAll(HeapCopier.slabs(added));
          copier.copyFast(ranges, slabs);
          copier.copyFast(added, addedSlabs);
        };
    Ptrace.Stop stop = ptrace.stop(target.pid().value(), again);
    while (stop instanceof Ptrace.Stop.Pending) {
      stop = ptrace.finish(target.pid().value(), again, System.nanoTime());
    }
    if (!(stop instanceof Ptrace.Stop.Done done) || roots.isEmpty()) {
      throw new DiagnosticException.ProbeFailed(
          "worker " + target.pid() + " could not be stopped: " + stop,
          "leave out --pause, or end the other tool that traces it");
    }
    long micros = (System.nanoTime() - begin) / 1000;
    return new Copied(roots.get(0), new HeapCopy(ranges, slabs), true, micros, done.nanos() / 1000);
  }

  private HeapRoots roots() {
    return HeapRoots.read(target.memory(), target.vm()).orElseThrow(this::gone);
  }

  private void requireSome(long read) {
    if (read == 0) {
      throw gone();
    }
  }

  private NoTarget gone() {
    return new NoTarget(
        "worker " + target.pid() + " has ended, or its memory may not be read",
        "`ngxscope ps` lists the workers that are there now");
  }

  /** What does not change as long as a process does not run at all. */
  private record Stillness(ProcSchedStat time, ProcSyscall call) {
    static @Nullable Stillness of(HeapTarget target) {
      try {
        ProcSyscall call = ProcSyscall.read(target.pid());
        return call instanceof ProcSyscall.Blocked
            ? new Stillness(ProcSchedStat.read(target.pid()), call)
            : null;
      } catch (ProcException e) {
        return null;
      }
    }
  }
}
