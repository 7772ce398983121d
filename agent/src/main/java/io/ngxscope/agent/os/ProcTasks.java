package io.ngxscope.agent.os;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.model.WorkerThread;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code /proc/PID/task}: the threads of a process ({@code proc(5)}). */
public final class ProcTasks {
  /** More threads than that are left out. */
  public static final int MAX_THREADS = 1024;

  private ProcTasks() {}

  /** All threads but the main one, in rising order; at most {@link #MAX_THREADS}. */
  public static List<WorkerThread> besidesMain(Pid pid) throws ProcException {
    return besidesMain(ProcFs.LIVE, pid);
  }

  static List<WorkerThread> besidesMain(ProcFs fs, Pid pid) throws ProcException {
    List<WorkerThread> threads = new ArrayList<>();
    Path folder = fs.path(pid, "task");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, ProcFs::isNumber)) {
      for (Path entry : entries) {
        int tid = Integer.parseInt(entry.getFileName().toString());
        if (tid != pid.value() && threads.size() < MAX_THREADS) {
          threads.add(new WorkerThread(tid, name(fs, pid, tid)));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw fs.explain(pid, folder, e instanceof IOException io ? io : new IOException(e));
    }
    threads.sort(Comparator.comparingInt(WorkerThread::tid));
    return threads;
  }

  /** Empty if the thread is gone meanwhile. */
  private static String name(ProcFs fs, Pid pid, int tid) throws ProcException {
    try {
      return fs.text(pid, "task/" + tid + "/comm").strip();
    } catch (ProcUnusable e) {
      return "";
    }
  }
}
