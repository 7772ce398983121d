--- Short strings, such as the keys of a cache.
local ffi = require "ffi"
local truth = require "truth"

local keys = {}

local BYTES = 24
local buffer = ffi.new("uint8_t[?]", BYTES)
local words = ffi.cast("uint32_t*", buffer)
local serial = 0

local function count()
    return math.min(tonumber(ngx.var.arg_n) or 10000, 1000000)
end

--- Keys that were never seen before.
function keys.unique()
    local n = count()
    local last
    for _ = 1, n do
        serial = serial + 1
        words[0] = serial
        words[5] = 0x6b657973
        last = ffi.string(buffer, BYTES) -- INTERNS: keys
    end
    truth.new(n, n * BYTES)
    ngx.say(#last)
end

--- One key, over and over: it is there each time.
function keys.again()
    local n = count()
    local last = "the one key of the sample"
    local bytes = #last
    local same = ffi.new("uint8_t[?]", bytes, last)
    for _ = 1, n do
        last = ffi.string(same, bytes) -- INTERNS: again
    end
    truth.known(n, n * bytes)
    ngx.say(#last)
end

jit.off(keys.unique)
jit.off(keys.again)

return keys
