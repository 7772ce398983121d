--- SHA-256 (FIPS 180-4) in Lua: honest work for a processor, checked against sha256sum by the test of this sample.
local bit = require "bit"
local ffi = require "ffi"
local band, bnot, bxor, ror, rshift, bswap, tobit, tohex =
    bit.band, bit.bnot, bit.bxor, bit.ror, bit.rshift, bit.bswap, bit.tobit, bit.tohex

local sha256 = {}

-- The first 32 bits of the fractional parts of the roots of the first primes.
local function fractions(count, power)
    local words, n = ffi.new("int32_t[?]", count), 0
    local candidate = 2
    while n < count do
        local prime = true
        for divisor = 2, math.floor(math.sqrt(candidate)) do
            if candidate % divisor == 0 then
                prime = false
                break
            end
        end
        if prime then
            local root = candidate ^ power
            words[n] = tobit(math.floor((root - math.floor(root)) * 4294967296))
            n = n + 1
        end
        candidate = candidate + 1
    end
    return words
end

local K = fractions(64, 1 / 3)
local START = fractions(8, 1 / 2)
local W = ffi.new("int32_t[64]")

-- One block of 64 bytes.
local function compress(state, words)
    for i = 0, 15 do
        W[i] = bswap(words[i])
    end
    for i = 16, 63 do
        local w15, w2 = W[i - 15], W[i - 2]
        local s0 = bxor(ror(w15, 7), ror(w15, 18), rshift(w15, 3))
        local s1 = bxor(ror(w2, 17), ror(w2, 19), rshift(w2, 10))
        W[i] = tobit(W[i - 16] + s0 + W[i - 7] + s1)
    end
    local a, b, c, d, e, f, g, h = state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]
    for i = 0, 63 do
        local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
        local t1 = h + s1 + bxor(band(e, f), band(bnot(e), g)) + K[i] + W[i]
        local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
        local t2 = s0 + bxor(band(a, b), band(a, c), band(b, c))
        h, g, f, e, d, c, b, a = g, f, e, tobit(d + t1), c, b, a, tobit(t1 + t2)
    end
    state[0], state[1], state[2], state[3] = state[0] + a, state[1] + b, state[2] + c, state[3] + d
    state[4], state[5], state[6], state[7] = state[4] + e, state[5] + f, state[6] + g, state[7] + h
end

--- The digest of a string, as 64 hexadecimal digits.
function sha256.hex(text)
    local state = ffi.new("uint32_t[8]")
    for i = 0, 7 do
        state[i] = START[i]
    end
    local whole = #text - #text % 64
    local from = ffi.cast("const uint8_t *", text)
    for at = 0, whole - 64, 64 do
        compress(state, ffi.cast("const int32_t *", from + at)) -- BLOCKS: hash
    end

    -- The rest, a 1 bit, zeros, and the length in bits as 64 bits, most significant byte first.
    local rest = #text - whole
    local last = ffi.new("uint8_t[128]")
    ffi.copy(last, from + whole, rest)
    last[rest] = 0x80
    local size = rest < 56 and 64 or 128
    local bits = #text * 8
    for i = 1, 8 do
        last[size - i] = bits % 256
        bits = math.floor(bits / 256)
    end
    for at = 0, size - 64, 64 do
        compress(state, ffi.cast("const int32_t *", last + at))
    end

    local hex = {}
    for i = 0, 7 do
        hex[i + 1] = tohex(tobit(state[i]))
    end
    return table.concat(hex)
end

return sha256
