--- A sort in the request: C calls back into Lua for every comparison.
local truth = require "truth"
local marks = truth.here()
local sorting = {}

local COUNT = 1000

--- The same "random" prices each time, by a small linear congruence.
local function fill(rows, seed)
    for i = 1, COUNT do
        seed = (seed * 1103515245 + 12345) % 2147483648
        rows[i] = { price = seed }
    end
    return seed
end

--- Sorts until the time is up. The comparison stands on the marked line too, so that both frames name this line.
function sorting.by_price()
    local block, deadline = marks:start("sort", "on-cpu"), truth.now_ms() + truth.ms()
    local rows, seed = {}, 1
    while truth.now_ms() < deadline do
        seed = fill(rows, seed)
        table.sort(rows, function(a, b) return a.price < b.price end) -- BLOCKS: sort
    end
    block:stop()
    return rows
end

return sorting
