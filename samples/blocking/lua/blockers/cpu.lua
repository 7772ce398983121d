--- Loops that only burn CPU: one that LuaJIT may not compile, one that it compiles at once.
local truth = require "truth"
local marks = truth.here()
local cpu = {}

--- Stays in the bytecode interpreter for the whole block.
function cpu.interpreted()
    local block, deadline, x = marks:start("cpu-interpreted", "on-cpu"), truth.now_ms() + truth.ms(), 0
    while truth.now_ms() < deadline do
        for i = 1, 5000 do x = (x * 31 + i) % 65521 end -- BLOCKS: cpu-interpreted
    end
    block:stop()
    return x
end
jit.off(cpu.interpreted)

--- The same in machine code: the inner loop becomes a trace after some dozen rounds.
function cpu.compiled()
    local block, deadline, x = marks:start("cpu-compiled", "on-cpu"), truth.now_ms() + truth.ms(), 0
    while truth.now_ms() < deadline do
        for i = 1, 200000 do x = (x * 31 + i) % 65521 end -- BLOCKS: cpu-compiled
    end
    block:stop()
    return x
end

return cpu
