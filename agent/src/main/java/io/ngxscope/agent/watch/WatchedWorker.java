package io.ngxscope.agent.watch;

import io.ngxscope.agent.nginx.LoopClock;
import io.ngxscope.agent.nginx.StubStatus;
import io.ngxscope.agent.os.ProcFile;
import io.ngxscope.agent.stack.LuaSide;
import io.ngxscope.agent.stack.StackSampler;
import io.ngxscope.agent.target.Target;
import java.util.List;

/**
 * A worker with everything open that a look at it needs.
 *
 * @param target who
 * @param luajit its LuaJIT in words, empty without
 * @param clock the clock of its event loop
 * @param timerResolutionMillis 0, or how seldom that clock moves
 * @param syscall its {@code /proc/PID/syscall}
 * @param schedstat its {@code /proc/PID/schedstat}
 * @param sampler its stacks
 * @param vms its Lua VMs
 * @param status what nginx counts, for all workers together
 */
record WatchedWorker(
    Target target,
    String luajit,
    LoopClock clock,
    long timerResolutionMillis,
    ProcFile syscall,
    ProcFile schedstat,
    StackSampler sampler,
    List<LuaSide> vms,
    StubStatus status)
    implements AutoCloseable {
  @Override
  public void close() {
    syscall.close();
    schedstat.close();
  }
}
