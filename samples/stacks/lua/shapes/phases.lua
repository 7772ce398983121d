--- The phases that the sample of blocks does not have, and handlers in files. The shape itself is `calls.plain`.
local stay = require "stay"
local calls = require "shapes.calls"
local balancer = require "ngx.balancer"
local phases = {}

-- STACK rewrite: chunk:rewrite_by_lua, run, plain.outer, plain.middle, plain.inner, leaf
-- STACK access: chunk:access_by_lua, run, plain.outer, plain.middle, plain.inner, leaf
-- STACK set: chunk:set_by_lua, run, plain.outer, plain.middle, plain.inner, leaf
-- STACK header-filter: chunk:header_filter_by_lua, run, plain.outer, plain.middle, plain.inner, leaf
-- STACK body-filter: chunk:body_filter_by_lua, body-filter, run, plain.outer, plain.middle, plain.inner, leaf
-- STACK log: chunk:log_by_lua, run, plain.outer, plain.middle, plain.inner, leaf
-- STACK log-resume: chunk:log_by_lua, run, plain-resume.outer, fast:coroutine.resume, co.body, leaf

--- Once, at the end of the answer.
function phases.body_filter()
    if ngx.arg[2] then
        stay.run(calls.plain) -- @body-filter
    end
end

-- STACK balancer: chunk:balancer_by_lua, balancer, run, plain.outer, plain.middle, plain.inner, leaf
function phases.balance()
    stay.run(calls.plain) -- @balancer
    assert(balancer.set_current_peer("127.0.0.1", ngx.var.server_port))
end

local function tick(_, leaf, ms)
    stay.allow(ms)
    calls.plain(leaf) -- @timer.tick
end

-- STACK timer: timer.tick, plain.outer, plain.middle, plain.inner, leaf
function phases.schedule()
    local leaf = ngx.var.arg_in == "wait" and stay.wait or stay.spin
    assert(ngx.timer.at(0, tick, leaf, tonumber(ngx.var.arg_ms) or 50))
end

phases.tick = tick
return phases
