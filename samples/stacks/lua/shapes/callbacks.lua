--- Built-ins and C functions that call back into Lua.
local ffi = require "ffi"
local callbacks = {}

ffi.cdef [[
typedef int (*stacks_compare)(const int *, const int *);
void qsort(void *base, size_t count, size_t size, stacks_compare compare);
]]

-- STACK gsub: chunk, run, gsub.outer, fast:string.gsub, gsub.replace, leaf
function callbacks.gsub(leaf)
    local function replace(match)
        local result = leaf() -- @gsub.replace
        return result and match
    end
    local text = string.gsub("abc", "b", replace) -- @gsub.outer
    return text
end

-- STACK sort: chunk, run, sort.outer, fast:table.sort, sort.compare, leaf
function callbacks.sort(leaf)
    local compared = false
    local list = { 2, 1 }
    table.sort(list, function(a, b) -- @sort.outer
        if not compared then
            compared = true
            leaf() -- @sort.compare
        end
        return a < b
    end)
    return list
end

-- STACK foreach: chunk, run, foreach.outer, fast:table.foreach, foreach.visit, leaf
function callbacks.foreach(leaf)
    local function visit()
        local result = leaf() -- @foreach.visit
        return result
    end
    local result = table.foreach({ 1 }, visit) -- @foreach.outer
    return result
end

-- STACK sort-in-gsub: chunk, run, sort-in-gsub.outer, fast:string.gsub, sort-in-gsub.replace, fast:table.sort, sort-in-gsub.compare, leaf
function callbacks.sort_in_gsub(leaf)
    local compared = false
    local function compare(a, b)
        if not compared then
            compared = true
            leaf() -- @sort-in-gsub.compare
        end
        return a < b
    end
    local function replace(match)
        table.sort({ 2, 1 }, compare) -- @sort-in-gsub.replace
        return match
    end
    local text = string.gsub("abc", "b", replace) -- @sort-in-gsub.outer
    return text
end

-- STACK load: chunk, run, load.outer, fast:load, load.read, leaf
function callbacks.load(leaf)
    local asked = false
    local function read()
        if asked then
            return nil
        end
        asked = true
        leaf() -- @load.read
        return "return 1"
    end
    local chunk = load(read) -- @load.outer
    return chunk
end

local iterating = {}

function iterating.step(leaf, i)
    if i > 0 then
        return nil
    end
    leaf() -- @iterator.step
    return i + 1
end

callbacks.iterating = iterating

-- STACK iterator: chunk, run, iterator.outer, iterator.step, leaf
function callbacks.iterator(leaf)
    local n = 0
    for i in iterating.step, leaf, 0 do -- @iterator.outer
        n = n + i
    end
    return n
end

-- STACK qsort: chunk, run, qsort.outer, fast:ffi.__call, c:qsort_r, qsort.compare, leaf
function callbacks.qsort(leaf)
    local compared = false
    local function compare(a, b)
        if not compared then
            compared = true
            leaf() -- @qsort.compare
        end
        return a[0] - b[0]
    end
    local callback = ffi.cast("stacks_compare", compare)
    local numbers = ffi.new("int[2]", 2, 1)
    ffi.C.qsort(numbers, 2, 4, callback) -- @qsort.outer
    callback:free()
    return numbers[0]
end
jit.off(callbacks.qsort) -- LuaJIT: a callback may not be entered from compiled code

return callbacks
