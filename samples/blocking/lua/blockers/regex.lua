--- Patterns that try every way before they give up.
local truth = require "truth"
local marks = truth.here()
local regex = {}

-- Doubling for each letter; 16 of them cost some milliseconds.
local letters = ("a"):rep(16) .. "!"
-- The fourth power of the length.
local dashes = ("a"):rep(24)

--- A nested quantifier in PCRE, no match limit set. lua-resty-core, where it is used, does the call in Lua of its own.
function regex.catastrophic()
    local block, deadline, found = marks:start("regex", "on-cpu", false), truth.now_ms() + truth.ms(), nil
    while truth.now_ms() < deadline do
        found = ngx.re.match(letters, "^(a+)+$") -- BLOCKS: regex
    end
    block:stop()
    return found
end

--- Lua's own patterns backtrack as well.
function regex.backtracking()
    local block, deadline, found = marks:start("pattern", "on-cpu"), truth.now_ms() + truth.ms(), nil
    while truth.now_ms() < deadline do
        found = string.find(dashes, "a-a-a-a-b") -- BLOCKS: pattern
    end
    block:stop()
    return found
end

return regex
