--- C functions called through FFI that do not come back for exactly the wanted time.
local ffi = require "ffi"
local truth = require "truth"
local marks = truth.here()
local C = truth.C
local native = {}

function native.wait_poll()
    local ms = truth.ms()
    local block = marks:start("poll", "off-cpu")
    C.poll(nil, 0, ms) -- BLOCKS: poll
    block:stop()
end

function native.wait_usleep()
    local ms = truth.ms()
    local block = marks:start("usleep", "off-cpu")
    C.usleep(ms * 1e3) -- BLOCKS: usleep
    block:stop()
end

function native.wait_nanosleep()
    local ms = truth.ms()
    local wanted = ffi.new("truth_timespec[1]")
    wanted[0].seconds = math.floor(ms / 1e3)
    wanted[0].nanoseconds = (ms % 1e3) * 1e6
    local block = marks:start("nanosleep", "off-cpu")
    C.nanosleep(wanted, nil) -- BLOCKS: nanosleep
    block:stop()
end

return native
