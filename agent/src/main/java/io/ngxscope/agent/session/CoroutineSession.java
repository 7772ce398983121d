package io.ngxscope.agent.session;

import io.ngxscope.agent.coroutine.ParkedGroups;
import io.ngxscope.agent.coroutine.ParkedReader;
import io.ngxscope.agent.heap.HeapOptions;
import io.ngxscope.agent.heap.HeapThreads;
import io.ngxscope.agent.model.DiagnosticException;
import io.ngxscope.agent.model.DiagnosticException.NoTarget;
import io.ngxscope.agent.model.ParkedCoroutines;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.CachedMemory;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.stack.LuaSide;
import io.ngxscope.agent.stack.StackOpener;
import io.ngxscope.agent.stack.WorkerStacks;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.TargetFinder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Finds the parked coroutines of workers, and what they wait for. */
public final class CoroutineSession {
  private final HeapOptions options;
  private final StackOpener opener;
  private final ParkedGroups groups = new ParkedGroups();
  private final List<String> notes = new ArrayList<>();

  /**
   * Readies looking.
   *
   * @param maxBytes copy no more of a heap than this
   * @param withArguments whether query strings are kept
   */
  public CoroutineSession(long maxBytes, boolean withArguments) {
    this.options = new HeapOptions(maxBytes, false, 0, false, 0);
    this.opener = new StackOpener(withArguments, complete -> {});
  }

  /**
   * Looks at workers that run.
   *
   * @param pids workers, or masters that stand for all their workers
   * @throws DiagnosticException if none of them can be looked at: the reason of the first
   */
  public ParkedCoroutines live(List<Pid> pids) {
    return look(TargetFinder.live().resolve(pids).stream().map(Subject::live).toList());
  }

  /**
   * Looks into a core file.
   *
   * @throws DiagnosticException if it cannot be read
   */
  public ParkedCoroutines core(CoreChoice core) {
    try (CoreSubject subject = CoreSubject.open(core.file(), core.sysroot())) {
      try {
        return look(List.of(subject.subject()));
      } catch (DiagnosticException e) {
        throw subject.because(e);
      }
    }
  }

  private ParkedCoroutines look(List<Subject> subjects) {
    long begin = System.nanoTime();
    List<ParkedCoroutines.Worker> workers = new ArrayList<>();
    DiagnosticException first = null;
    for (Subject subject : subjects) {
      notes.addAll(subject.notes());
      try {
        workers.add(look(subject));
      } catch (DiagnosticException e) {
        first = first == null ? e : first;
        notes.add("worker " + subject.target().pid() + ": " + e.getMessage());
      }
    }
    if (workers.isEmpty() && first != null) {
      throw first;
    }
    return new ParkedCoroutines(
        workers, groups.largestFirst(), (System.nanoTime() - begin) / 1000, notes);
  }

  private ParkedCoroutines.Worker look(Subject subject) {
    LuaWorker lua = LuaWorker.of(subject);
    long before = groups.total();
    try (HeapThreads heap = HeapThreads.take(lua.heap(), options)) {
      RemoteMemory memory = heap.memory(new CachedMemory(subject.source().memory()));
      WorkerStacks worker = opener.open(subject.target(), subject.source().through(memory));
      LuaSide side =
          worker.vms().stream()
              .filter(s -> s.vm().address().global() == lua.heap().vm().global())
              .findFirst()
              .orElseThrow(() -> gone(subject));
      ParkedReader reader =
          new ParkedReader(side, memory, worker.requests(), now(subject, worker, memory));
      reader.read(heap.threads(), groups);
      if (heap.torn() > 0) {
        notes.add(
            "the worker changed its lists while they were copied (" + heap.torn() + " places)");
      }
      return new ParkedCoroutines.Worker(
          subject.target().info(lua.luajit()),
          groups.total() - before,
          reader.unreadable(),
          heap.exact());
    } catch (ProcException e) {
      throw gone(subject);
    }
  }

  private static NoTarget gone(Subject subject) {
    return new NoTarget(
        "worker " + subject.target().pid() + " has ended", "`ngxscope ps` lists those there now");
  }

  /**
   * The present of a worker. It looks at a clock itself when its event loop wakes up, so that an
   * idle one lives in the past.
   */
  private static ParkedReader.Present now(
      Subject subject, WorkerStacks worker, RemoteMemory memory) {
    OptionalLong address = currentMillis(subject, memory);
    RemoteMemory fresh = subject.source().memory();
    long millis = address.isPresent() ? fresh.readLong(address.getAsLong()) : 0;
    long loop = worker.clock().unixMillis();
    long wall = subject.runs() ? System.currentTimeMillis() : loop;
    return new ParkedReader.Present(millis + (loop > 0 ? Math.max(0, wall - loop) : 0), wall);
  }

  private static OptionalLong currentMillis(Subject subject, RemoteMemory memory) {
    try {
      ProcessImage image = subject.source().image(memory, new ElfCache());
      return image.address(m -> m.equals(image.mainExecutable()), "ngx_current_msec");
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
