--- What this worker keeps, counted by itself as LuaJIT accounts it (lj_obj.h, x64 with 64-bit references).
--
-- A tool that looks at the heap from outside must come to the same numbers. Only what grows with the load is counted:
-- the containers themselves double now and then and are a few percent of what they hold.
local truth = {}
local kept = {}

--- Bytes of a string object.
function truth.string(s)
    return 24 + math.floor((#s + 4) / 4) * 4
end

--- Bytes of a table with so many slots in its hash part (a power of two) and in its array part.
function truth.table(hash, array)
    return 64 + 24 * (hash or 0) + 8 * (array or 0)
end

--- Bytes of a closure with so many upvalues of its own.
function truth.closure(upvalues)
    return 40 + 8 * upvalues + 48 * upvalues
end

--- Notes that something is kept.
function truth.keep(name, bytes)
    local entry = kept[name]
    if not entry then
        entry = { objects = 0, bytes = 0 }
        kept[name] = entry
    end
    entry.objects = entry.objects + 1
    entry.bytes = entry.bytes + bytes
end

--- Notes that something is not kept any more.
function truth.drop(name, bytes)
    local entry = kept[name]
    entry.objects = entry.objects - 1
    entry.bytes = entry.bytes - bytes
end

--- Answers a request by doing something as often as `n` says.
function truth.times(action)
    for _ = 1, math.min(tonumber(ngx.var.arg_n) or 1, 100000) do
        action()
    end
    ngx.say("ok")
end

--- Prints one line for each thing that is kept: name, objects, bytes.
function truth.say()
    for name, entry in pairs(kept) do
        ngx.say(name, " ", entry.objects, " ", string.format("%.0f", entry.bytes))
    end
end

local serial = 0

--- A text of so many bytes that no other is equal to.
function truth.text(prefix, bytes)
    serial = serial + 1
    local head = prefix .. serial .. "-"
    return head .. string.rep("x", bytes - #head)
end

return truth
