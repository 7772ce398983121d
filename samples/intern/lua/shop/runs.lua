--- Runs of Lua code between two looks of nginx at its events, of known lengths: ?ms= (30).
local ffi = require "ffi"
ffi.cdef [[ int usleep(unsigned int microseconds); ]]

local runs = {}

local function millis()
    return tonumber(ngx.var.arg_ms) or 30
end

local function compute(ms)
    local start = os.clock()
    local x = 0
    while (os.clock() - start) * 1000 < ms do
        for i = 1, 1000 do x = x + i % 7 end -- RUNS: compute
    end
    return x
end
jit.off(compute)

--- Computes, then waits as nginx wants it: its run ends with a yield.
function runs.yield()
    compute(millis())
    ngx.sleep(0.001) -- YIELDS
    ngx.say("ok")
end

--- Computes to the end.
function runs.done()
    compute(millis())
    ngx.say("ok")
end

--- Computes, then fails.
function runs.fail()
    compute(millis())
    error("the price is gone") -- FAILS
end

--- Blocks the worker in a system call.
function runs.sleep()
    ffi.C.usleep(millis() * 1000) -- RUNS: sleep
    ngx.say("ok")
end

jit.off(runs.sleep)

return runs
