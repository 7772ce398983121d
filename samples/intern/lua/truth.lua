--- How many strings this worker was asked to intern by the code of the sample: each `ffi.string` is one call. A string
-- that is there already is a hit. What nginx's module and LuaJIT intern for themselves is not in it: some ten a request.
local truth = { calls = 0, hits = 0, misses = 0, bytes = 0 }

--- Notes strings that were not there before.
function truth.new(count, bytes)
    truth.calls = truth.calls + count
    truth.misses = truth.misses + count
    truth.bytes = truth.bytes + bytes
end

--- Notes strings that were there.
function truth.known(count, bytes)
    truth.calls = truth.calls + count
    truth.hits = truth.hits + count
    truth.bytes = truth.bytes + bytes
end

--- Prints one line for each number.
function truth.say()
    for _, name in ipairs { "calls", "hits", "misses", "bytes" } do
        ngx.say(name, " ", string.format("%.0f", truth[name]))
    end
end

return truth
