--- Protected calls, and what runs while an error is handled.
local protected = {}

local function risky(leaf)
    local result = leaf() -- @pcall.risky
    return result
end

-- STACK pcall: chunk, run, pcall.outer, fast:pcall, pcall.risky, leaf
function protected.pcall(leaf)
    local ok, result = pcall(risky, leaf) -- @pcall.outer
    return ok and result
end

local function report(message)
    return message
end

-- STACK xpcall: chunk, run, xpcall.outer, fast:xpcall, pcall.risky, leaf
function protected.xpcall(leaf)
    local ok, result = xpcall(risky, report, leaf) -- @xpcall.outer
    return ok and result
end

local function fail(leaf)
    if leaf then
        error("on purpose") -- @handler.fail
    end
    return leaf
end

-- STACK handler: chunk, run, handler.outer, fast:xpcall, handler.fail, fast:error, handler.handle, leaf
function protected.handler(leaf)
    local function handle(message)
        local result = leaf() -- @handler.handle
        return message, result
    end
    local ok, message = xpcall(fail, handle, leaf) -- @handler.outer
    return ok or message
end

local function index_nothing(leaf)
    local nothing = nil
    return nothing.field or leaf -- @runtime-error.fail
end

-- STACK runtime-error: chunk, run, runtime-error.outer, fast:xpcall, runtime-error.fail, runtime-error.handle, leaf
function protected.runtime_error(leaf)
    local function handle(message)
        local result = leaf() -- @runtime-error.handle
        return message, result
    end
    local ok, message = xpcall(index_nothing, handle, leaf) -- @runtime-error.outer
    return ok or message
end

local function outer_try(leaf)
    local ok, result = pcall(risky, leaf) -- @nested-pcall.inner
    return ok and result
end

-- STACK nested-pcall: chunk, run, nested-pcall.outer, fast:pcall, nested-pcall.inner, fast:pcall, pcall.risky, leaf
function protected.nested_pcall(leaf)
    local ok, result = pcall(outer_try, leaf) -- @nested-pcall.outer
    return ok and result
end

-- STACK after-error: chunk, run, after-error.outer, leaf
function protected.after_error(leaf)
    pcall(fail, leaf)
    local result = leaf() -- @after-error.outer
    return result
end

return protected
