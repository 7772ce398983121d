--- Functions that call functions: what every stack is made of.
local calls = {}

local function inner(leaf)
    local result = leaf() -- @plain.inner
    return result
end

local function middle(leaf)
    local result = inner(leaf) -- @plain.middle
    return result
end

-- STACK plain: chunk, run, plain.outer, plain.middle, plain.inner, leaf
function calls.plain(leaf)
    local result = middle(leaf) -- @plain.outer
    return result
end

local function count(...)
    local result = (select(1, ...))() -- @varargs.count
    return select("#", ...), result
end

local function spread(...)
    local many = count(...) -- @varargs.spread
    return many
end

-- STACK varargs: chunk, run, varargs.outer, varargs.spread, varargs.count, leaf
function calls.varargs(leaf)
    local many = spread(leaf, nil, 3, nil) -- @varargs.outer
    return many
end

local function last(leaf)
    local result = leaf() -- @tail.last
    return result
end

local function second(leaf)
    return last(leaf) -- a tail call: this function is gone when `last` runs
end

-- STACK tail: chunk, run, tail.outer, tail.last, leaf
function calls.tail(leaf)
    local result = second(leaf) -- @tail.outer
    return result
end

local function vararg_tail(...)
    return last(...)
end

-- STACK vararg-tail: chunk, run, vararg-tail.outer, tail.last, leaf
function calls.vararg_tail(leaf)
    local result = vararg_tail(leaf, 1, 2) -- @vararg-tail.outer
    return result
end

local function descend(leaf, depth)
    if depth == 1 then
        local result = leaf() -- @recursion.bottom
        return result
    end
    local result = descend(leaf, depth - 1) -- @recursion.step
    return result
end

-- STACK recursion-40: chunk, run, recursion.40, recursion.step*39, recursion.bottom, leaf
function calls.recursion_40(leaf)
    local result = descend(leaf, 40) -- @recursion.40
    return result
end

-- STACK recursion-400: chunk, run, recursion.400, recursion.step*399, recursion.bottom, leaf
function calls.recursion_400(leaf)
    local result = descend(leaf, 400) -- @recursion.400
    return result
end

local Basket = {}
Basket.__index = Basket

function Basket:total(leaf)
    local result = leaf() -- @method.total
    return result
end

calls.Basket = Basket

-- STACK method: chunk, run, method.outer, method.total, leaf
function calls.method(leaf)
    local basket = setmetatable({}, Basket)
    local result = basket:total(leaf) -- @method.outer
    return result
end

return calls
