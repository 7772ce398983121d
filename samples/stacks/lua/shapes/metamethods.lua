--- Functions that are called by operators.
local metamethods = {}

local Value = {}

function Value.__add(a)
    a.leaf() -- @add.method
    return 1
end

function Value.__lt(a)
    a.leaf() -- @less.method
    return true
end

function Value.__concat(_, b)
    b.leaf() -- @concat.method
    return "text"
end

function Value.__eq(a)
    a.leaf() -- @equal.method
    return true
end

function Value.__unm(a)
    a.leaf() -- @minus.method
    return 0
end

function Value.__call(self)
    self.leaf() -- @call.method
    return 0
end

function Value.__newindex(self)
    self.leaf() -- @newindex.method
end

function Value.__tostring(self)
    self.leaf() -- @tostring.method
    return "text"
end

function Value.__index(self)
    local result = rawget(self, "leaf")() -- @index.method
    return result
end

metamethods.Value = Value

local function value(leaf)
    return setmetatable({ leaf = leaf }, Value)
end

-- STACK index: chunk, run, index.outer, index.method, leaf
function metamethods.index(leaf)
    local result = value(leaf).field -- @index.outer
    return result
end

-- STACK newindex: chunk, run, newindex.outer, newindex.method, leaf
function metamethods.newindex(leaf)
    value(leaf).field = 1 -- @newindex.outer
    return 1
end

-- STACK add: chunk, run, add.outer, add.method, leaf
function metamethods.add(leaf)
    local result = value(leaf) + 1 -- @add.outer
    return result
end

-- STACK minus: chunk, run, minus.outer, minus.method, leaf
function metamethods.minus(leaf)
    local result = -value(leaf) -- @minus.outer
    return result
end

-- STACK less: chunk, run, less.outer, less.method, leaf
function metamethods.less(leaf)
    local result = value(leaf) < value(leaf) -- @less.outer
    return result
end

-- STACK equal: chunk, run, equal.outer, equal.method, leaf
function metamethods.equal(leaf)
    local result = value(leaf) == value(leaf) -- @equal.outer
    return result
end

-- STACK concat: chunk, run, concat.outer, concat.method, leaf
function metamethods.concat(leaf)
    local result = "a" .. value(leaf) -- @concat.outer
    return result
end

-- STACK call: chunk, run, call.outer, call.method, leaf
function metamethods.call(leaf)
    local result = value(leaf)() -- @call.outer
    return result
end

-- STACK tostring: chunk, run, tostring.outer, tostring.method, leaf
function metamethods.tostring(leaf)
    local result = tostring(value(leaf)) -- @tostring.outer
    return result
end

-- STACK format: chunk, run, format.outer, fast:string.format, tostring.method, leaf
function metamethods.format(leaf)
    local result = string.format("%s", value(leaf)) -- @format.outer
    return result
end

-- STACK gc: chunk, run, gc.outer, fast:collectgarbage, gc.method, leaf
function metamethods.gc(leaf)
    local proxy = newproxy(true)
    getmetatable(proxy).__gc = function()
        leaf() -- @gc.method
    end
    proxy = nil
    local result = collectgarbage() -- @gc.outer
    return result, proxy
end

return metamethods
