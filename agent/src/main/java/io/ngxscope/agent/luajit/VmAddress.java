package io.ngxscope.agent.luajit;

/**
 * Where the Lua VM of a process lives.
 *
 * @param mainThread its main {@code lua_State}
 * @param global its {@code global_State}
 * @param layout the layout that verified
 * @param via how it was found, in words
 */
public record VmAddress(long mainThread, long global, LuaJitLayout layout, String via) {}
