-- What tracers find hardest, in one request: errors thrown through C functions, coroutines that yield, full
-- collections, flushes of compiled code, strings that collide. Each part checks its own outcome.
local ffi = require "ffi"

local harsh = {}

ffi.cdef "void qsort(void *, size_t, size_t, int (*)(const void *, const void *));"

local function must_fail(f, ...)
    if pcall(f, ...) then error("an error was lost", 0) end
end

-- Errors through: arguments of C functions, library callbacks, metamethods, a coroutine, a trace, error objects.
function harsh.errors()
    must_fail(ngx.sleep, "x")
    must_fail(string.rep)
    must_fail(string.gsub, "abc", ".", function() error("in gsub") end)
    must_fail(table.sort, { 3, 1, 2 }, function() error("in sort") end)
    must_fail(function() return {} + 1 end)
    must_fail(tostring, setmetatable({}, { __tostring = function() error("in tostring") end }))
    must_fail(function() return setmetatable({}, { __index = function() error({}) end }).x end)
    must_fail(error, setmetatable({}, {}))
    must_fail(function() assert(load(function() error("in load") end)) end)
    local co = coroutine.create(function() error("in a coroutine") end)
    if coroutine.resume(co) then error("an error was lost", 0) end
    local caught = 0
    for i = 1, 100 do -- hot: some of these throw from compiled code
        local ok = xpcall(function() if i % 2 == 0 then error(i) end end, function(e) return debug.traceback(e) end)
        caught = caught + (ok and 0 or 1)
    end
    if caught ~= 50 then error("caught " .. caught, 0) end
end

function harsh.coroutines()
    local sum = 0
    local threads = {}
    for i = 1, 3 do
        threads[i] = ngx.thread.spawn(function()
            for _ = 1, 3 do
                ngx.sleep(0)
                sum = sum + i
            end
        end)
    end
    for i = 1, 3 do ngx.thread.wait(threads[i]) end
    local generate = coroutine.wrap(function() for i = 1, 20 do coroutine.yield(i) end end)
    for _ = 1, 20 do sum = sum + generate() end
    if sum ~= 18 + 210 then error("sum " .. sum, 0) end
end

local serial = 0
function harsh.strings()
    local seen = {}
    for i = 1, 300 do
        serial = serial + 1
        seen[i] = ("x"):rep(100) .. serial .. ("y"):rep(100)
    end
    local all = table.concat(seen, ",")
    if #all < 300 * 200 then error("strings", 0) end
end

function harsh.callbacks()
    local numbers = ffi.new("int[16]")
    for i = 0, 15 do numbers[i] = (i * 7) % 16 end
    local compare = ffi.cast("int (*)(const void *, const void *)", function(a, b)
        return ffi.cast("const int *", a)[0] - ffi.cast("const int *", b)[0]
    end)
    ffi.C.qsort(numbers, 16, 4, compare)
    compare:free()
    for i = 0, 15 do if numbers[i] ~= i then error("not sorted", 0) end end
end

local function spin(n)
    local x = 0
    for i = 1, n do x = x + i % 7 end
    return x
end

function harsh.compiled()
    if spin(1000) ~= 3003 then error("compiled " .. spin(1000), 0) end
    if serial % 3000 < 300 then jit.flush() end
end

function harsh.garbage()
    local cdata = {}
    for i = 1, 50 do cdata[i] = ffi.gc(ffi.new("int[10]"), function() end) end
    cdata = nil
    if serial % 1500 < 300 then collectgarbage() else collectgarbage("step", 10) end
end

function harsh.all()
    for _, part in ipairs { "errors", "coroutines", "strings", "callbacks", "compiled", "garbage" } do
        harsh[part]()
    end
    ngx.say("ok")
end

return harsh
