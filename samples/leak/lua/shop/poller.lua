--- LEAKS: a timer that registers itself again, with a state that grows each time.
local truth = require "truth"
local poller = {}

local function poll(premature, state)
    if premature then
        return
    end
    local answer = truth.text("answer-", 4000)
    state[#state + 1] = answer -- LEAKS: poller
    truth.keep("poller", truth.string(answer))
    ngx.timer.at(0.02, poll, state)
end

function poller.start()
    ngx.timer.at(0, poll, {})
end

return poller
