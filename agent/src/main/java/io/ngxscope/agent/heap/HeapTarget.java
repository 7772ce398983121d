package io.ngxscope.agent.heap;

import io.ngxscope.agent.luajit.VmAddress;
import io.ngxscope.agent.model.Pid;
import io.ngxscope.agent.os.MemoryMap;
import io.ngxscope.agent.os.RemoteMemory;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * A Lua VM to look at.
 *
 * @param pid its process
 * @param memory of the process
 * @param vm where the VM lives
 * @param maps mappings of the process as they are now; empty if they cannot be read
 * @param symbols name of the exported object at an address, empty if there is none
 * @param pages its memory, to be copied
 * @param runs whether the process runs: what is left of one stands still
 */
public record HeapTarget(
    Pid pid,
    RemoteMemory memory,
    VmAddress vm,
    Supplier<List<MemoryMap>> maps,
    LongFunction<String> symbols,
    HeapPages pages,
    boolean runs) {}
