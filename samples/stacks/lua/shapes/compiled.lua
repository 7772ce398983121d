--- Hot loops: compiled when LuaJIT may, with and without functions inlined. These stay on the processor by themselves.
local stay = require "stay"
local compiled = {}

local primes = { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53 }

-- STACK loop [spin]: chunk, run, loop!compiled
function compiled.loop()
    local x = 0
    repeat
        for i = 1, 20000 do x = (x * 31 + i) % 65521 end -- @loop
    until stay.over()
    return x
end

local function mix(p, x)
    p[1] = x % 13
    p[2] = p[p[p[p[x % 13 + 4] % 13 + 4] % 13 + 4] % 13 + 4] -- @inlined.mix
    p[3] = p[x % 11 + 4]
    return p[2]
end

-- Inside a trace only that is certain on which two snapshots agree: LuaJIT takes one where a check follows a store.
-- STACK inlined [spin]: chunk, run, inlined.outer!compiled, inlined.mix!inlined
function compiled.inlined()
    local x = 0
    repeat
        for i = 1, 20000 do x = mix(primes, x + i) end -- @inlined.outer
    until stay.over()
    return x
end

local function deepest(p, x)
    p[1] = x % 13
    p[2] = p[p[p[p[x % 13 + 4] % 13 + 4] % 13 + 4] % 13 + 4] -- @inlined-twice.deepest
    p[3] = p[x % 11 + 4]
    return p[2]
end

local function between(p, x)
    local y = deepest(p, x) -- @inlined-twice.between
    return y + 1
end

-- STACK inlined-twice [spin]: chunk, run, inlined-twice.outer!compiled, inlined-twice.between!inlined, inlined-twice.deepest!inlined
function compiled.inlined_twice()
    local x = 0
    repeat
        for i = 1, 20000 do x = between(primes, x + i) end -- @inlined-twice.outer
    until stay.over()
    return x
end

local function own_loop(x)
    for i = 1, 2000 do x = (x * 31 + i) % 65521 end -- @not-inlined.loop
    return x
end

-- STACK not-inlined [spin]: chunk, run, not-inlined.outer, not-inlined.loop!compiled
function compiled.not_inlined()
    local x = 0
    repeat
        x = own_loop(x) -- @not-inlined.outer
    until stay.over()
    return x
end

-- STACK call-in-trace [wait]: chunk, run, call-in-trace, fast:ffi.__call?, c:poll
function compiled.call_in_trace()
    local result = 0
    while not stay.over() do
        result = result + stay.C.poll(nil, 0, 2) -- @call-in-trace
    end
    return result
end

-- STACK builtin [spin]: chunk, run, builtin, fast:string.find
function compiled.builtin()
    local text = string.rep("a", 100)
    repeat
        string.find(text, ".-.-b") -- @builtin
    until stay.over()
    return text
end

return compiled
