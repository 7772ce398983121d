--- Blocks outside the content phase.
local truth = require "truth"
local marks = truth.here()
local phases = {}

--- access_by_lua: asks a slow service whether the caller may pass.
function phases.authorize()
    local ms = truth.ms()
    local block = marks:start("access", "off-cpu")
    truth.C.poll(nil, 0, ms) -- BLOCKS: access
    block:stop()
end

--- body_filter_by_lua: works through the answer, once, at its end.
function phases.minify()
    if not ngx.arg[2] then
        return
    end
    local block, deadline, x = marks:start("body-filter", "on-cpu"), truth.now_ms() + truth.ms(), 0
    while truth.now_ms() < deadline do
        for i = 1, 5000 do x = (x * 31 + i) % 65521 end -- BLOCKS: body-filter
    end
    block:stop()
end
jit.off(phases.minify)

--- log_by_lua: writes the audit trail to something slow after the client has its answer.
function phases.audit()
    local ms = truth.ms()
    local block = marks:start("log", "off-cpu")
    truth.C.poll(nil, 0, ms) -- BLOCKS: log
    block:stop()
end

local function rebuild_cache(_, ms)
    local block, deadline, x = marks:start("timer", "on-cpu"), truth.now_ms() + ms, 0
    while truth.now_ms() < deadline do
        for i = 1, 5000 do x = (x * 31 + i) % 65521 end -- BLOCKS: timer
    end
    block:stop()
end
jit.off(rebuild_cache)

--- ngx.timer.at: the answer is sent at once, the block comes afterwards and belongs to no request.
function phases.schedule()
    assert(ngx.timer.at(0, rebuild_cache, truth.ms()))
end

return phases
