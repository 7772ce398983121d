--- A large table as JSON, by an encoder in plain Lua.
local truth = require "truth"
local plain_json = require "blockers.plain_json"
local marks = truth.here()
local encoding = {}

local rows = {}
for i = 1, 200 do
    rows[i] = { id = i, name = "article \"" .. i .. "\"", tags = { "new", "sale" }, stock = { here = i, there = i * 2 } }
end

--- Encodes until the time is up; the time is spent in functions of plain_json, called from the marked line.
function encoding.export()
    local block, deadline, size = marks:start("json", "on-cpu", false), truth.now_ms() + truth.ms(), 0
    while truth.now_ms() < deadline do
        size = size + #plain_json.encode(rows) -- BLOCKS: json
    end
    block:stop()
    return size
end

return encoding
