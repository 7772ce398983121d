--- Sick: the same library, and the event loop waits for its answer.
local ffi = require "ffi"
local library = require "library"

local blocking = {}

local lib, rt
local response = ffi.new("runtime_response[1]")

--- Starts threads of its own, without a connection to the event loop.
function blocking.load(path)
    lib = assert(library.open(path))
    rt = lib.start(nil, 2, 16)
    assert(rt ~= nil, "the library did not start")
end

function blocking.unload()
    if rt then
        lib.stop(rt)
        library.close(lib)
        lib, rt = nil, nil
    end
end

function blocking.call(operation, text, work_us)
    lib.submit(rt, 1, operation, text, #text, work_us)
    lib.wait(rt, response) -- BLOCKS: wait
    return ffi.string(response[0].bytes, response[0].length)
end

return blocking
