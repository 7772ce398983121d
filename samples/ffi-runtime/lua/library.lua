--- Opens and closes a build of the library. dlopen and dlclose by hand and not ffi.load: that closes when the garbage
-- collector gets to it, and machine code that LuaJIT has compiled may keep the library for ever.
local ffi = require "ffi"

ffi.cdef [[
typedef struct runtime runtime;
typedef struct { uint32_t id, length; const uint8_t *bytes; } runtime_response;
void *dlopen(const char *path, int flags);
void *dlsym(void *handle, const char *name);
char *dlerror(void);
int dlclose(void *handle);
]]

local RTLD_NOW = 2

-- Looked up now: looking a function up is a dlsym, which forgets the error that dlerror shall tell.
local dlopen, dlerror = ffi.C.dlopen, ffi.C.dlerror

local function reason()
    local text = dlerror()
    return text ~= nil and ffi.string(text) or "unknown reason"
end

-- As in c/runtime.h.
local FUNCTIONS = {
    runtime_version = "int (*)(void)",
    runtime_start = "runtime *(*)(const char *, int, int)",
    runtime_accept = "int (*)(runtime *)",
    runtime_submit = "int (*)(runtime *, uint32_t, int, const uint8_t *, uint32_t, uint32_t)",
    runtime_take = "int (*)(runtime *, runtime_response *, int)",
    runtime_wait = "int (*)(runtime *, runtime_response *)",
    runtime_stop = "void (*)(runtime *)",
}

local library = {}

--- The functions of the library at a path, without `runtime_` before their names; nil and the reason if it cannot be used.
function library.open(path)
    local handle = dlopen(path, RTLD_NOW)
    if handle == nil then
        return nil, reason()
    end
    local functions = { handle = handle }
    for name, type in pairs(FUNCTIONS) do
        local address = ffi.C.dlsym(handle, name)
        if address == nil then
            ffi.C.dlclose(handle)
            return nil, path .. " has no " .. name
        end
        functions[name:sub(9)] = ffi.cast(type, address)
    end
    return functions
end

--- No function of it may be called any more, and none of its threads may run.
function library.close(functions)
    ffi.C.dlclose(functions.handle)
end

return library
