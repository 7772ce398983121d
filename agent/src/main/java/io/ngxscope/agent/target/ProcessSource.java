package io.ngxscope.agent.target;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.RemoteMemory;
import java.io.IOException;

/** A process that can be read: one that runs, or what a core file has kept of one. */
public interface ProcessSource {
  /** Its number. */
  Pid pid();

  /** Its memory; a reader of its own for each call, since readers are for one thread. */
  RemoteMemory memory();

  /**
   * The code in its memory as it is now.
   *
   * @param memory a reader of this process
   * @param cache objects read before
   * @throws IOException if it cannot be read: the process ended, or permission is missing
   */
  ProcessImage image(RemoteMemory memory, ElfCache cache) throws IOException;

  /**
   * Address behind the stack of its main thread.
   *
   * @throws ProcException if the process is gone
   */
  long stackTop() throws ProcException;

  /** The same process, read through other means. */
  default ProcessSource through(RemoteMemory other) {
    ProcessSource same = this;
    return new ProcessSource() {
      @Override
      public Pid pid() {
        return same.pid();
      }

      @Override
      public RemoteMemory memory() {
        return other;
      }

      @Override
      public ProcessImage image(RemoteMemory memory, ElfCache cache) throws IOException {
        return same.image(memory, cache);
      }

      @Override
      public long stackTop() throws ProcException {
        return same.stackTop();
      }
    };
  }
}
