--- LEAKS: buffers of the FFI that are kept.
local ffi = require "ffi"
local truth = require "truth"
local frames = { decoded = {} }

ffi.cdef "typedef struct { int width; int height; uint8_t pixels[4096]; } shop_frame;"

function frames.decode()
    frames.decoded[#frames.decoded + 1] = ffi.new("shop_frame") -- LEAKS: frames
    truth.keep("frames", 16 + ffi.sizeof("shop_frame"))
end

return frames
