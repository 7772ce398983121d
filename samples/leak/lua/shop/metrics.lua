--- LEAKS: metrics whose labels grow without end, as with an id in a label.
local truth = require "truth"
local metrics = {}
local counters = { requests = {}, errors = {} }

function metrics.observe()
    local label = truth.text("requests{path=\"/product/", 1200)
    counters.requests[label] = (counters.requests[label] or 0) + 1 -- LEAKS: metrics
    truth.keep("metrics", truth.string(label))
end

return metrics
