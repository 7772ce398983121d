--- LEAKS: strings only.
local truth = require "truth"
local audit = {}
local lines = {}

function audit.record()
    local line = truth.text("audit ", 1200)
    lines[#lines + 1] = line -- LEAKS: audit
    truth.keep("audit", truth.string(line))
end

return audit
