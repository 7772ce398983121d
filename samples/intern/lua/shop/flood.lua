--- Strings made to collide: equal in length and wherever a hash function of LuaJIT looks at long strings first.
-- OpenResty's LuaJIT hashes such a chain anew, by all that it reads; Mike Pall's of 2017 searches it to its end each time.
local ffi = require "ffi"
local truth = require "truth"

local flood = {}

local BYTES = 192
local buffer = ffi.new("uint8_t[?]", BYTES)
ffi.fill(buffer, BYTES, 0x66)
local serial = 0
local held = {}

function flood.strings()
    local n = math.min(tonumber(ngx.var.arg_n) or 1000, 100000)
    for i = 1, n do
        serial = serial + 1
        ffi.cast("uint32_t*", buffer + 60)[0] = serial -- neither at the ends, nor in the middle, nor at a quarter
        held[i] = ffi.string(buffer, BYTES) -- INTERNS: flood
    end
    truth.new(n, n * BYTES)
    ngx.say(#held)
end

jit.off(flood.strings)

return flood
