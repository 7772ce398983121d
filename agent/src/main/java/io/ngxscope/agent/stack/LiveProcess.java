package io.ngxscope.agent.stack;

import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.ProcException;
import io.ngxscope.agent.os.ProcStat;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.os.jna.ProcessMemory;
import io.ngxscope.agent.target.ElfCache;
import io.ngxscope.agent.target.ProcessImage;
import io.ngxscope.agent.target.ProcessSource;
import java.io.IOException;

/**
 * A process that runs.
 *
 * @param pid its number
 */
public record LiveProcess(Pid pid) implements ProcessSource {
  @Override
  public RemoteMemory memory() {
    return new ProcessMemory(pid);
  }

  @Override
  public ProcessImage image(RemoteMemory memory, ElfCache cache) throws IOException {
    return ProcessImage.read(pid, memory, cache);
  }

  @Override
  public long stackTop() throws ProcException {
    return ProcStat.read(pid).startStack() + 8;
  }
}
