--- A handler in a file of its own (content_by_lua_file).
local truth = require "truth"
local marks = truth.here()

local function summarize(ms)
    local block, deadline, x = marks:start("report", "on-cpu"), truth.now_ms() + ms, 0
    while truth.now_ms() < deadline do
        for i = 1, 5000 do x = (x * 31 + i) % 65521 end -- BLOCKS: report
    end
    block:stop()
    return x
end
jit.off(summarize)

ngx.say("sum ", summarize(truth.ms()))
