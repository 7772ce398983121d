package io.ngxscope.agent.stack;

import io.ngxscope.agent.nginx.LoopClock;
import io.ngxscope.agent.nginx.NginxGlobals;
import io.ngxscope.agent.nginx.PhaseReader;
import io.ngxscope.agent.nginx.RequestLayout;
import io.ngxscope.agent.nginx.RequestReader;
import io.ngxscope.agent.nginx.StubStatus;
import io.ngxscope.agent.os.RemoteMemory;
import io.ngxscope.agent.target.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about a worker so that its stacks can be read. For one thread.
 *
 * @param target who
 * @param memory its memory
 * @param luajit its LuaJIT in words, empty without
 * @param vms its Lua VMs
 * @param clock the clock of its event loop
 * @param globals its configuration
 * @param status what it counts
 * @param stackTop address behind the stack of its main thread
 * @param requestLayout where its requests keep what was asked for, or null
 * @param requests reads them, or null
 * @param phases reads their phase, or null
 * @param natives its C stacks
 * @param sampler its stacks, C and Lua
 */
public record WorkerStacks(
    Target target,
    RemoteMemory memory,
    String luajit,
    List<LuaSide> vms,
    LoopClock clock,
    NginxGlobals globals,
    StubStatus status,
    long stackTop,
    @Nullable RequestLayout requestLayout,
    @Nullable RequestReader requests,
    @Nullable PhaseReader phases,
    NativeStacks natives,
    StackSampler sampler) {
  /** Copies the list. */
  public WorkerStacks {
    vms = List.copyOf(vms);
  }
}
