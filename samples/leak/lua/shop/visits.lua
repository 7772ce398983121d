--- LEAKS: a table keyed by URI that never shrinks.
local truth = require "truth"
local visits = {}
local seen = {}

function visits.count()
    local uri = truth.text("/product/", 200)
    local agent = truth.text("agent-", 800)
    seen[uri] = { agent = agent, hits = 1 } -- LEAKS: visits
    truth.keep("visits", truth.string(uri) + truth.string(agent) + truth.table(2))
end

return visits
