--- Kinds of work for a processor, each for a known time of its own.
local ffi = require "ffi"

ffi.cdef [[
typedef struct { long seconds; long nanoseconds; } share_timespec;
int clock_gettime(int clock, share_timespec *time);
int memcmp(const void *a, const void *b, size_t bytes);
]]

local THREAD_CPUTIME = 3 -- clock_gettime(2)
local MAX_MS = 10000
local C = ffi.C
local clock = ffi.new("share_timespec[1]")
local kinds = {}

local function cpu_us()
    C.clock_gettime(THREAD_CPUTIME, clock)
    return tonumber(clock[0].seconds) * 1e6 + tonumber(clock[0].nanoseconds) / 1e3
end

-- Each kind does some work, a millisecond or so; what it returns is how much of that was not of its kind, or nothing.

function kinds.interpreted()
    local x = 0
    for i = 1, 50000 do x = (x * 31 + i) % 65521 end
end
jit.off(kinds.interpreted)

function kinds.compiled()
    local x = 0
    for i = 1, 200000 do x = (x * 31 + i) % 65521 end
end

local heap = {}
for i = 1, 50000 do heap[i] = { i, name = "row " .. i } end

function kinds.gc()
    collectgarbage("collect")
end
jit.off(kinds.gc)

local long = string.rep("0123456789abcdef", 20000)
local known = long:sub(2) -- stays, so that it is found again

function kinds.interning()
    local count = 0
    for _ = 1, 20 do
        if long:sub(2) == known then count = count + 1 end
    end
    assert(count == 20)
end
jit.off(kinds.interning)

-- A loop whose body is so long that compiling it takes far longer than running it.
local body = {}
for i = 1, 800 do body[i] = "x = x * 0.5 + i" end
local loop = assert(load("local x = 0 for i = 1, 8 do " .. table.concat(body, "\n") .. " end return x"))
local began_us, compiling_us = 0, 0

local function on_trace(what)
    if what == "start" then
        began_us = cpu_us()
    elseif what == "stop" or what == "abort" then
        compiling_us = compiling_us + cpu_us() - began_us
    end
end
jit.off(on_trace)
jit.off(cpu_us)

function kinds.compiling()
    jit.flush(loop)
    local before, from = compiling_us, cpu_us()
    loop()
    return cpu_us() - from - (compiling_us - before)
end
jit.off(kinds.compiling)

local a, b = ffi.new("char[?]", 200000), ffi.new("char[?]", 200000)

function kinds.native()
    for _ = 1, 50 do C.memcmp(a, b, 200000) end
end
jit.off(kinds.native)

local shares = {}

--- Does one kind of work for `?ms=` milliseconds, and says what that took.
function shares.run(kind)
    local wanted = math.min(math.max(tonumber(ngx.var.arg_ms) or 100, 0), MAX_MS)
    local work = kinds[kind]
    if kind == "compiling" then
        jit.attach(on_trace, "trace")
        jit.opt.start("hotloop=2")
    end
    local from, other = cpu_us(), 0
    local now = from
    while now - from < wanted * 1e3 do
        other = other + (work() or 0)
        now = cpu_us()
    end
    if kind == "compiling" then
        jit.attach(on_trace)
        jit.opt.start("hotloop=56")
    end
    ngx.say(string.format("%.0f %.0f", now - from, now - from - other))
end
jit.off(shares.run)

return shares
