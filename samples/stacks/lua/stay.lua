--- The innermost functions of every shape: they stay for `?ms=` milliseconds, on the processor (`?in=spin`, the
-- default) or in a system call (`?in=wait`). `leaf` in a STACK comment stands for `@spin`, or for `@wait` and what it
-- calls. They stop before the time is over when the file `run/enough` is there: somebody has seen enough.
local ffi = require "ffi"

ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } stay_timespec;
int clock_gettime(int clock, stay_timespec *time);
int poll(void *fds, unsigned long count, int timeout_ms);
int access(const char *path, int mode);
]]

local MONOTONIC, F_OK = 1, 0 -- clock_gettime(2), access(2)
local MAX_MS = 60000
local C = ffi.C
local clock = ffi.new("stay_timespec[1]")
local enough = ngx.config.prefix() .. "run/enough"
local stay = { C = C, deadline = 0, patience = 20 }

local function now_ms()
    C.clock_gettime(MONOTONIC, clock)
    return tonumber(clock[0].seconds) * 1e3 + tonumber(clock[0].nanoseconds) / 1e6
end

--- True when the time of the shape is over.
function stay.over()
    return now_ms() >= stay.deadline or C.access(enough, F_OK) == 0
end

function stay.spin()
    local x = 0
    while not stay.over() do
        for i = 1, 50000 do x = (x * 31 + i) % 65521 end -- @spin
    end
    return x
end

function stay.wait()
    local result = 0
    while not stay.over() do
        result = result + C.poll(nil, 0, stay.patience) -- @wait
    end
    return result
end
jit.off(stay.wait)

local function argument(name, least, most, usual)
    return math.min(math.max(tonumber(ngx.var["arg_" .. name]) or usual, least), most)
end

--- The next shape may stay for so long.
function stay.allow(ms)
    stay.deadline = now_ms() + ms
end

--- Runs a shape: `?warm=` times without staying, so that what can be compiled is, then once for `?ms=` milliseconds.
function stay.run(shape)
    local leaf = ngx.var.arg_in == "wait" and stay.wait or stay.spin
    stay.allow(0)
    for _ = 1, argument("warm", 0, 10000, 0) do
        shape(leaf)
    end
    stay.allow(argument("ms", 0, MAX_MS, 50))
    local result = shape(leaf) -- @run
    return result
end

return stay
