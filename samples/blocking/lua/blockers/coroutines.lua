--- Blocks inside a coroutine of the request: the worker's running stack is not the one that the request began with.
local truth = require "truth"
local marks = truth.here()
local coroutines = {}

local function gather(ms)
    local block = marks:start("coroutine", "off-cpu")
    truth.C.poll(nil, 0, ms) -- BLOCKS: coroutine
    block:stop()
    return "gathered"
end

local function crunch(ms)
    local block, deadline, x = marks:start("thread", "on-cpu"), truth.now_ms() + ms, 0
    while truth.now_ms() < deadline do
        for i = 1, 5000 do x = (x * 31 + i) % 65521 end -- BLOCKS: thread
    end
    block:stop()
    return x
end
jit.off(crunch)

function coroutines.wrapped()
    local resume = coroutine.wrap(gather)
    local result = resume(truth.ms())
    return result
end

function coroutines.spawned()
    local thread = ngx.thread.spawn(crunch, truth.ms())
    local ok, result = ngx.thread.wait(thread)
    return ok and result
end

return coroutines
