--- Coroutines within coroutines: in ngx_lua's scheduler, and, where it does not reach, in LuaJIT's own.
local coroutines = {}

local function body(leaf)
    local result = leaf() -- @co.body
    return result
end

-- STACK wrap: chunk, run, wrap.outer, co.body, leaf
function coroutines.wrap(leaf)
    local resume = coroutine.wrap(body)
    local result = resume(leaf) -- @wrap.outer
    return result
end

-- STACK resume: chunk, run, resume.outer, fast:coroutine.resume, co.body, leaf
function coroutines.resume(leaf)
    local ok, result = coroutine.resume(coroutine.create(body), leaf) -- @resume.outer
    return ok and result
end

local function nest(leaf, depth)
    if depth == 0 then
        local result = leaf() -- @nested.bottom
        return result
    end
    local ok, result = coroutine.resume(coroutine.create(nest), leaf, depth - 1) -- @nested.step
    return ok and result
end

-- STACK nested: chunk, run, nested.outer, (nested.step, fast:coroutine.resume)*3, nested.bottom, leaf
function coroutines.nested(leaf)
    local result = nest(leaf, 3) -- @nested.outer
    return result
end

-- STACK thread: chunk, run, thread.outer, fast:ngx.thread.spawn, thread.body, leaf
function coroutines.thread(leaf)
    local thread = ngx.thread.spawn(function() -- @thread.outer
        local result = leaf() -- @thread.body
        return result
    end)
    local ok, result = ngx.thread.wait(thread)
    return ok and result
end

-- STACK yielded: chunk, run, yielded.outer, fast:coroutine.resume, yielded.body, leaf
function coroutines.yielded(leaf)
    local co = coroutine.create(function()
        coroutine.yield(1)
        leaf() -- @yielded.body
    end)
    coroutine.resume(co)
    local ok = coroutine.resume(co) -- @yielded.outer
    return ok
end

-- STACK plain-resume: chunk, run, plain-resume.outer, fast:coroutine.resume, co.body, leaf
function coroutines.plain_resume(leaf)
    local ok, result = coroutine._resume(coroutine._create(body), leaf) -- @plain-resume.outer
    return ok and result
end

local function plain_nest(leaf, depth)
    if depth == 0 then
        local result = leaf() -- @plain-nested.bottom
        return result
    end
    local ok, result = coroutine._resume(coroutine._create(plain_nest), leaf, depth - 1) -- @plain-nested.step
    return ok and result
end

-- STACK plain-nested: chunk, run, plain-nested.outer, (plain-nested.step, fast:coroutine.resume)*3, plain-nested.bottom, leaf
function coroutines.plain_nested(leaf)
    local result = plain_nest(leaf, 3) -- @plain-nested.outer
    return result
end

-- STACK plain-in-scheduled: chunk, run, plain-in-scheduled.outer, fast:coroutine.resume, plain-resume.outer, fast:coroutine.resume, co.body, leaf
function coroutines.plain_in_scheduled(leaf)
    local ok, result = coroutine.resume(coroutine.create(coroutines.plain_resume), leaf) -- @plain-in-scheduled.outer
    return ok and result
end

return coroutines
