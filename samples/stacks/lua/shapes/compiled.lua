--- Hot loops: compiled when LuaJIT may, with and without functions inlined. These stay on the processor by themselves.
local stay = require "stay"
local compiled = {}

local primes = { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53 }

-- STACK loop [spin]: chunk, run, loop!compiled
function compiled.loop()
    local deadline, x = stay.now_ms() + stay.ms, 0
    repeat
        for i = 1, 20000 do x = (x * 31 + i) % 65521 end -- @loop
    until stay.now_ms() > deadline
    return x
end

local function mix(x, i)
    return (x * primes[i % 16 + 1] + primes[x % 16 + 1]) % 65521 -- @inlined.mix
end

-- STACK inlined [spin]: chunk, run, inlined.outer!compiled, inlined.mix!inlined
function compiled.inlined()
    local deadline, x = stay.now_ms() + stay.ms, 0
    repeat
        for i = 1, 20000 do x = mix(x, i) end -- @inlined.outer
    until stay.now_ms() > deadline
    return x
end

local function deepest(x, i)
    return (x * primes[i % 16 + 1] + primes[x % 16 + 1]) % 65521 -- @inlined-twice.deepest
end

local function between(x, i)
    local y = deepest(x, i) -- @inlined-twice.between
    return y + 1
end

-- STACK inlined-twice [spin]: chunk, run, inlined-twice.outer!compiled, inlined-twice.between!inlined, inlined-twice.deepest!inlined
function compiled.inlined_twice()
    local deadline, x = stay.now_ms() + stay.ms, 0
    repeat
        for i = 1, 20000 do x = between(x, i) end -- @inlined-twice.outer
    until stay.now_ms() > deadline
    return x
end

local function own_loop(x)
    for i = 1, 2000 do x = (x * 31 + i) % 65521 end -- @not-inlined.loop
    return x
end

-- STACK not-inlined [spin]: chunk, run, not-inlined.outer, not-inlined.loop!compiled
function compiled.not_inlined()
    local deadline, x = stay.now_ms() + stay.ms, 0
    repeat
        x = own_loop(x) -- @not-inlined.outer
    until stay.now_ms() > deadline
    return x
end

-- STACK call-in-trace [wait]: chunk, run, call-in-trace, fast:ffi.__call?, c:poll
function compiled.call_in_trace()
    local deadline = stay.now_ms() + stay.ms
    local left = 5
    while stay.now_ms() < deadline do
        stay.C.poll(nil, 0, left) -- @call-in-trace
    end
    return left
end

-- STACK builtin [spin]: chunk, run, builtin, fast:string.find
function compiled.builtin()
    local deadline = stay.now_ms() + stay.ms
    local text = string.rep("a", 100)
    repeat
        string.find(text, ".-.-b") -- @builtin
    until stay.now_ms() > deadline
    return text
end

return compiled
