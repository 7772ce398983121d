--- LEAKS outside of the Lua heap: memory of the C library that is never freed.
local ffi = require "ffi"
local truth = require "truth"
local native = {}

ffi.cdef [[
void *malloc(size_t bytes);
void *memset(void *where, int byte, size_t bytes);
]]

function native.resize()
    local picture = ffi.C.malloc(8192) -- LEAKS: native
    ffi.C.memset(picture, 1, 8192)
    truth.keep("native", 8192 + 16)
end

return native
