package io.ngxscope.agent.stack;

import io.ngxscope.agent.luajit.LuaFrames;
import io.ngxscope.agent.luajit.LuaStackReader;
import io.ngxscope.agent.luajit.LuaVm;
import io.ngxscope.agent.os.AddressRange;

/**
 * One Lua VM of a worker, ready to be read.
 *
 * @param vm its state
 * @param stacks its stacks
 * @param frames its names
 * @param interpreter the machine code of LuaJIT's interpreter, where registers hold the Lua stack
 *     base and pc
 */
public record LuaSide(
    LuaVm vm, LuaStackReader stacks, LuaFrames frames, AddressRange interpreter) {}
