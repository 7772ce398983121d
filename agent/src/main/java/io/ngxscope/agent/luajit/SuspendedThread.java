package io.ngxscope.agent.luajit;

/**
 * A coroutine that does not run.
 *
 * @param thread its {@code lua_State}
 * @param started false if it has not been resumed yet: its stack is the function that it will run
 * @param stack its own frames; the innermost is the function that yielded
 * @param request OpenResty's request pointer, 0 without
 * @param context ngx_lua's coroutine context ({@code ngx_http_lua_co_ctx_t}), 0 without
 * @param parent the {@code lua_State} that ngx_lua takes for its parent, 0 without
 * @param wraps whether the function that yielded keeps a coroutine, as those of {@code
 *     coroutine.wrap} do
 * @param argument first argument of the function that yielded, NaN if it is no number any more
 * @param callerArgument second argument of the function that called it, likewise
 */
public record SuspendedThread(
    long thread,
    boolean started,
    RawLuaStack stack,
    long request,
    long context,
    long parent,
    boolean wraps,
    double argument,
    double callerArgument) {}
