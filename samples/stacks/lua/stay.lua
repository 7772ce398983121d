--- The innermost functions of every shape: they stay for `?ms=` milliseconds, on the processor (`?in=spin`, the
-- default) or in a system call (`?in=wait`). `leaf` in a STACK comment stands for `@spin`, or for `@wait` and what it
-- calls.
local ffi = require "ffi"

ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } stay_timespec;
int clock_gettime(int clock, stay_timespec *time);
int poll(void *fds, unsigned long count, int timeout_ms);
]]

local MONOTONIC = 1 -- clock_gettime(2)
local MAX_MS = 10000
local C = ffi.C
local clock = ffi.new("stay_timespec[1]")
local stay = { C = C, ms = 0 }

local function now_ms()
    C.clock_gettime(MONOTONIC, clock)
    return tonumber(clock[0].seconds) * 1e3 + tonumber(clock[0].nanoseconds) / 1e6
end

function stay.spin()
    local deadline, x = now_ms() + stay.ms, 0
    while now_ms() < deadline do
        for i = 1, 5000 do x = (x * 31 + i) % 65521 end -- @spin
    end
    return x
end

function stay.wait()
    local result = C.poll(nil, 0, stay.ms) -- @wait
    return result
end

stay.now_ms = now_ms

local function argument(name, least, most, usual)
    return math.min(math.max(tonumber(ngx.var["arg_" .. name]) or usual, least), most)
end

--- Runs a shape: `?warm=` times without staying, so that what can be compiled is, then once for `?ms=` milliseconds.
function stay.run(shape)
    local leaf = ngx.var.arg_in == "wait" and stay.wait or stay.spin
    stay.ms = 0
    for _ = 1, argument("warm", 0, 10000, 0) do
        shape(leaf)
    end
    stay.ms = argument("ms", 0, MAX_MS, 50)
    local result = shape(leaf) -- @run
    return result
end

return stay
