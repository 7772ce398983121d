--- Large values, each a Lua string under an integer key. Only the last ones are kept, so that memory has a bound.
local ffi = require "ffi"
local truth = require "truth"

local values = {}

local KEPT = 48
local MIB = 1048576
local MIDDLE = 700001 -- a place that no hash function of LuaJIT reads

local random = ffi.new("uint8_t[?]", 2 * MIB)
for i = 0, 2 * MIB - 1 do
    random[i] = math.random(0, 255)
end
local alike = ffi.new("uint8_t[?]", MIB)
ffi.copy(alike, random, MIB)

local kept = {}
local serial = 0

local function next_key()
    serial = serial + 1
    return serial % KEPT
end

--- Nothing in common but the length: a window of random bytes that is moved on by a prime.
function values.unique()
    local key = next_key()
    kept[key] = ffi.string(random + serial * 7919 % MIB, MIB) -- INTERNS: unique
    truth.new(1, MIB)
    ngx.say("ok")
end

--- Equal but for the last byte: there are only 256 of them.
function values.last()
    local key = next_key()
    alike[MIB - 1] = serial % 256
    kept[key] = ffi.string(alike, MIB) -- INTERNS: last
    truth.new(1, MIB)
    ngx.say("ok")
end

--- Equal but for a number in the middle.
function values.middle()
    local key = next_key()
    ffi.cast("uint32_t*", alike + MIDDLE)[0] = serial
    kept[key] = ffi.string(alike, MIB) -- INTERNS: middle
    truth.new(1, MIB)
    ngx.say("ok")
end

-- Interpreted, so that their lines are known: compiled code notes lines only where it may be left.
jit.off(values.unique)
jit.off(values.last)
jit.off(values.middle)

return values
